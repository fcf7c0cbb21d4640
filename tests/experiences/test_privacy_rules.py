"""One line for each rule of ``names-2`` and ``names-3``, written while the rules were made: no measure of quality.

``<text>`` must go, all else must stay.
"""

import re

import pandas as pd
import pytest

import softskills as sk
from softskills.experiences.privacy import _find

EXAMPLES = {
    "nb": """
hun hjelper meg med alt. vi bor i <ås> nå, før bodde vi på mottak i <hå>. jeg jobber på <blomsterbutikken lotus> og lager kranser
Hun døde på <19/7>, og jeg fikk 7/10 på prøven.
Vi bor i <Bjørnstjerne Bjørnsons gate 112>, hun i <Tante Ulrikkes vei 39>, siden <03.04>, prisen var 3.04 kr.
Han går i tredje på <Kringsjå> og trives.
Datteren min begynte på <Åsgård ungdomsskole> i fjor.
Vi søkte om plass i <Bjørnehiet naturbarnehage>, men fikk avslag.
Jeg vasker på <Quality Hotel Skifer> tre kvelder.
Jeg var ansatt i <Nortura> på <Rudshøgda>.
Mor bor på <Lillohjemmet> nå.
Vi bor i <Kirkegata 14, leil. 302>.
Brevet har referanse <NAV-2021/88123>.
Vedtak nr. <20/1147-5> kom på mandag.
Vi bodde i <Jens Bjelkes gate> i fire år.
Hun ble innlagt på <Diakonhjemmet sykehus> i mai.
Svigermor flyttet til <Solvang bo- og behandlingssenter>.
Vi møttes i <Linderud kirke> og på <Deichman Stovner>.
Fristen var <1/9> og jeg leverte <30.08>.
Jeg fikk praksis i <Bakehuset Nord>.
hei <kine>, kan du hente <jonas> kl 3?
Hos <Bakkens> fikk vi middag. Ekteparet <Bakken> var snille.
Fru <Nilsen-Berg> og herr <Le> møttes.
Ungene går på <Tonsenhagen> og <Linderud>.
Sønnen går i <Blåbærlia>, det er en barnehage.
Vi gikk til <Frivilligsentralen i Askim> og <Åpen barnehage Furuset>.
Jeg fikk jobb i <Lerøy Midt> på <Hitra>.
Mor var på <Hjørnet dagsenter> og <Villa Enerhaugen>.
Vi bor i <Løkkeveien 4>, oppgang B, <4008> <Stavanger>.
De flyttet til <Bergsbygda> og vi til <Nedre Eiker>.
Vi møtte <NAV Moss> og <Brødrene Dahl>.
Fra <3. mai -21> var jeg sykmeldt.
På <Delta voksenskole> lærte jeg å lese.
""",
    "es": """
cuido a dos señoras, una por la mañana la señora <pilar> y otra por la tarde que se llama <consuelo> y tiene tos
no se hacer y yo no se, de todo un poco. soy <jhoselyn>, peruana. la profe <itziar> del <centro de formacion el puntal> me dijo
Vivo en la <calle Toledo, 47, 3.º B>, y ella en <Plaza de los Irlandeses, 4, 1.º A>, <28801>, desde <veintiuno de marzo>.
Vivíamos en <17 Fuchsia Grove> con otra familia.
Mi hijo está en el <CP San Roque> y la niña en el <IES Mar Menor>.
La guardería <El Patito Feo> cierra a las cinco.
Trabajaba para <Hermanos Cobo> en el campo.
Limpio en las oficinas de <Indra> por las noches.
Vivo en <C/ Doctor Fleming, 12, 1º izda.>, <46100> <Burjassot>.
Nos mudamos a la <Avenida de la Constitución 45>.
Fui al <Centro de Salud Las Delicias> con mi madre.
Me atendieron en Urgencias del <Clínico de Málaga>.
Mi suegro está en la <Residencia Santa Justa> desde junio.
El número de registro es <REGAGE22e00045571>.
Resolución <1234/2021> del ayuntamiento.
Aprendí en la <Escuela Oficial de Idiomas de Jaén>.
La <Asociación de Mujeres Amanecer> nos dejó el local.
Hice el curso en <Cruz Blanca Huelva>.
Nací en <San Pedro Sula> y vivo en <Sant Boi de Llobregat>.
""",
    "it": """
buongiorno il bimbo ha la tosse brutta, lo porto dal dottor <manfredini>. ho pagato all'<istituto comprensivo carducci> in segreteria
Sono arrivata <ventuno marzo>, al mattino.
Lavoravo alla <Barilla> e prima alla <Lavanderia Splendor>.
Facevo le pulizie da <Zara Home> e al <Bar Centrale>.
L'ha presa la cooperativa <La Rondine> di <Imola>.
Abito in <piazza Garibaldi 3/B>, <25121> <Brescia>.
Siamo in <vicolo dei Mille, 7>.
La nonna è alla <RSA Villa dei Pini>.
Siamo andati al pronto soccorso del <Cardarelli>.
Ricorso n. <881/2022> al tribunale; sentenza <RG 4412/2021>.
Pratica <MI0012345> in questura.
La scuola dell'infanzia <Girotondo> è chiusa.
Le suore di <Santa Marta> ci hanno aiutato.
Frequento il <CPIA di Lecco> la sera.
Il <12/5> avevo la visita e il <3.06> l'esame.
Il mio datore di lavoro, <Cascina Bellavista>, non pagava.
Denuncia <prot. 3391/2023>, procedimento <R.G. 1407/2022>.
<রফিক> mi chiamano a casa.
""",
    "fr": """
Mon numéro de sécurité sociale est le <2 85 08 99 203 328 61>, carte <1 84 12 2A 451 089 33>.
J'habite <22 traverse des Oursins>, <13015>, puis <5 montée des Accoules>, arrivée <vingt et un mars>.
Mes enfants sont à l'<école fondamentale Saint-Roch> et à l'<Athénée Fernand Blum>.
La crèche <Bébé Bonheur> ferme à 18 h.
J'ai travaillé pour <Carrefour Market Jambes> et <Ecosoins>.
Je suis aide-ménagère chez <Trixxo> depuis mars.
Mon mari bosse chez <Caterpillar> à <Gosselies>.
On habite <avenue de la Couronne, 210 bte 4>, <1050> <Ixelles>.
Nous avons déménagé au <3, rue du Moulin>.
Maman est à la <Résidence Bel Air>.
Il a été soigné à <Érasme> puis à <Saint-Luc>.
Dossier <CPAS/2022/441>, décision <RG 21/1187/A>.
Référence à rappeler : <BXL-4471-KD>.
Les cours du <Collectif Alpha de Saint-Gilles> m'ont sauvée.
À l'<église Sainte-Marie> on distribue des colis.
<Rose> travaille avec moi depuis deux ans. La rose du jardin est fanée.
coucou <steph> tu peux prendre <lucas> a 16h? <manon> a piscine
Ma voisine <Prudence> est la prudence même. <Prudence> ferme tout à clé.
On a fêté les 80 ans de <Marguerite>. <Marguerite> ne voulait pas de gâteau.
«<Olive>, viens manger», a crié sa mère.
Merci à <Clémence> et à <Aimé> pour leur aide.
La directrice de la <maternelle des Coccinelles> a appelé.
Elle est élève à l'<Institut Notre-Dame de Lourdes>.
Inscrit au <Collège du Sacré-Cœur de Charleroi>.
Mon fils va à <Saint-Barthélemy> en troisième.
L'<école du Bois de la Cambre> organise une fancy-fair.
Elle suit une formation au <Centre FAC de Namur>.
L'équipe de <Soins à Domicile Meuse> passe à 8 h.
Le <Home Saint-Joseph> a fermé son étage.
J'ai accouché à <Saint-Pierre> et à l'<Hôpital Erasme>.
Mon patron, monsieur <Lejeune>, du <Garage Lejeune>, m'a crue.
Je fais les ménages pour <Net Service> et <Vivaservices>.
Rendez-vous <avenue Louise 149> puis <place Flagey>.
J'habite <rue Haute, 12> à <Dinant>.
Née un <3 avril>, j'ai toujours fêté seule. Courrier du <03-04-2022>.
Madame <Van den Bossche> et monsieur <N'Diaye> sont venus.
Je m'appelle <Marie-Claire Uwimana>, on m'appelle <Mimi>.
Le petit <Mathéo>, trois ans, pleurait. <Mathéo>, c'est le fils de <Jessy>.
Mon fils <Trésor> dort et ma fille <Lune> chante.
<Capucine> a six ans. <Prudence>, une dame du Bénin, arrose les fleurs.
À la commune, monsieur <Petit> m'a répondu non.
<Claire> refuse de partir, <Victoire> fait la comptabilité.
J'habite <12, rue des Tanneurs>, <1000> <Bruxelles>, au coin de la <rue de la Poste>.
On m'a accompagnée jusqu'au <boulevard d'Avroy>, puis <27 cours Gambetta>.
Le juge du <tribunal de la famille de Bruxelles> a reporté l'audience.
On nous a envoyés au <centre d'accueil de Rixensart> puis au <centre hospitalier du Bois de l'Abbaye>.
Il va au <centre La Clairière> et à l'<école du Petit Chêne>.
Elle a étudié à l'<ULB>, moi à l'<IPEPS de Jonfosse>.
Mon numéro d'allocataire est le <4471829>, police <45.221.908>.
Jugement du <deux avril 2019>, affaire <RG 19/2231/A>.
mon mari <yassine> est parti, ma soeur <martine> aussi.
""",
    "sk": """
Fabrika je v <Priemyselná zóna 1440>, vyplaty budu az <15.12.> vraj, prišla <dvadsiateho prvého marca>.
Bývali sme na <46 Tanner's Row>, <S65 9QJ>, v Anglicku.
Študovala na <Strednej zdravotníckej škole v Trnave>.
Pracovala som pre firmu <Slovtan Contract> v <Mikuláši>.
Upratujem v <Hoteli Satel> a v <Penzióne Antónia>.
Bývame na <Štúrovej ulici 22>, <949 01> <Nitra>.
Mamu zobrali do <Univerzitnej nemocnice Martin>.
Rozhodnutie č. <2021/00458-SO> prišlo v máji.
Sp. zn. <4P/118/2020> na okresnom súde.
<Komunitné centrum Lúčik> otvárajú o ôsmej.
<Ruženka>, suseda zhora, mi strážila malého.
Teta <Slávka> volala, že <Mirko> je chorý. <Mirkovi> je už lepšie.
Deti <Romanka> a <Denisko> spali. <Deniskova> učiteľka volala.
Rodina <Horváthovcov> býva oproti.
Chodí na <Obchodnú akadémiu v Michalovciach>.
Syna som prihlásila do <Základnej umeleckej školy Jána Pöschla>.
Malý je v <jasliach Macko Uško>.
Dcéra študuje na <Prešovskej univerzite>.
Pracujem v <Domove sociálnych služieb Méta>.
Robila som v <závode Zekon> a v <podniku Chemes>.
V <predajni Milk-Agro> som bola pokladníčka.
Bývame na <Mlynskej ulici> číslo 5, potom sme šli na <Hlavnú 8>.
Adresa: <Ul. 1. mája 12>, <075 01> <Trebišov>.
Býva na <Námestí slobody 3> v <Humennom>.
Spis <12Er/445/2018> a zmluva č. <5190004471>.
Narodila som sa v obci <Žehra> neďaleko <Spišských Vlachov>.
Prišli sme z <Nižnej Myšle> do <Košíc-Šace>.
Moja dcera <simonka> a ucitelka <jarka> sa nemaju rady.
Pani <Hrušková> odišla. <Hruškovej> som odpísala.
MUDr. <Čech> predpísal lieky, právnik <Gajdoš> napísal list.
<Júlia> je sestra. <Júlii> mama verí.
Chodí do <ZŠ s MŠ Saratovská> a potom na <SOŠ obchodu a služieb>.
Ležal som v <nemocnici v Martine> a v <krízovom stredisku Pomocný anjel>.
Pomohla mi <Liga proti rakovine> a <Nadácia Malý krok>.
Pracovala som v <Gumotexe Váh> a v <pekárni u Sama>.
Bývame na <Tatranskej 5>, predtým na <ulici 29. augusta 5>.
Adresa: <Dukelských hrdinov 31>, <093 01> <Vranov nad Topľou>.
Nájdete nás na <Mierovej ul. 12> alebo na <Hlavnej>.
Kto ide <16. 5.> na burzu?
""",
    "en": """
hiya its <samira> mum of <ayub> in reception, he is not coming today. can u tell miss <pritchard> pls
Her PPS number again, <6278112CA>. His NHS number, if 111 ask, is <523 701 1217>. He sleeps.
My NI number is <PX 88 25 06 C>, or was it <AB123456D>?
I'm a carer with <Helping Hands Leeds>.
We live at <Flat 4, 18 Gladstone Terrace>, <NE8 4DQ>.
They moved us to <Harehills Lane>.
She was in the <Royal Victoria Infirmary> and the <Freeman>.
My claim is <JB/2210/443> and the permit <RES-99812-C>.
Appointment on <3/11>, then on the <21st of May>.
I trained at <Leeds City College> and <Park Lane>.
My sister <Precious> runs it with <Gift>.
The <Okafor>s and the <Hughes> family came.
She goes to <Brookfield> and he's at <St Mary's Catholic Primary>.
He started at <Little Acorns> in May.
I did access at <Salford City College> and a degree at <Keele>.
Mum's in <Ashgrove>, the care home off <Station Road>.
We meet at <St Luke>'s church hall and the <Welcome Centre>.
She had the op at <Pinderfields> and chemo at <Jimmy>'s.
""",
    "pl": """
<kasia>, sluchaj mam prosbe, odbierzesz jutro <antka> ze swietlicy? jestem w <otwocku> na szkoleniu i nie zdaze
dzien dobry szefowa, tu <nasiba> z kuchni, czy w <bar mleczny pod kogutkiem> jest miejsce? samolot <13/09>, lotnisko <okecie>
Prosiłam o to <1.10> i jeszcze dwa razy.
Decyzja z <14 grudnia 2025 r.> przyszła, rehabilitacja zaczyna się <3.04>, wizyta o 9.10 kosztuje 3.12 zł.
Karetka <9.12> zabrała mamę, wróciła <dwudziestego pierwszego marca>.
Chodzi do <Niepublicznego Przedszkola Słoneczko>.
Sprzątałam w <Hotelu Gołębiewski> i w <restauracji U Jana>.
Mieszkamy przy <al. Jana Pawła II 12 m. 5>, <00-854> <Warszawa>.
Mieszkam na <osiedlu Piastów 14>.
Przeprowadziliśmy się na <ulicę Kwiatową>.
Mama leży w <Szpitalu Wojewódzkim w Tarnowie>.
Ojciec jest w <ZOL> na Zielonej.
Decyzja nr <SO-5340/12/2020> przyszła pocztą.
Sygn. akt <III Nsm 441/21>, sąd rejonowy.
Pomogła nam <Fundacja Ocalenie> i <Dom Otwartych Serc>.
Spotkania są w <Klubie Mam Bocian> w czwartki.
Kurs zrobiłam w <Cechu Rzemiosł Różnych>.
<Róża> przyszła wieczorem. Róża w wazonie zwiędła.
<Jagoda> zadzwoniła rano, bo <Oskarek> miał gorączkę.
Z <Pawłem> i <Łukaszem> robimy zakupy dla pani <Zosi>.
Dzieci: <Hania>, <Staś> i <Tosia>. <Stasiowi> dałam obiad.
Państwo <Nowakowie> i <Wójcikowie> pomogli.
Córka jest w <Młodzieżowym Ośrodku Wychowawczym w Jaworze>.
Szyłam w <Zakładach Odzieżowych Bytom>, potem w szwalni u pani <Krysi>.
Jestem opiekunką w <agencji Promedica>.
Jeździłam dla <Firmy Transportowej Kowalczyk>.
Mama jest w <hospicjum Cordis>.
Pomógł mi <Ośrodek Wsparcia Rodziny Przystań>.
Należę do <Koła Gospodyń Wiejskich Malinki>.
Mieszkamy na <Piotrkowskiej 120> w <Łodzi>.
Adres <Os. Tysiąclecia 44/7>, <31-610> <Kraków>.
Mieszkam przy <Placu Wolności 3>.
Decyzja z dnia <12 marca> br. nr <OPS.4021.15.2022>.
Pochodzę z <Nowej Dęby>, mieszkam w <Bielanach Wrocławskich>.
Prawnik <Gałązka> napisał pozew. <Gałązce> nie zapłaciłam.
Brat <Konrad Sowa> śpi w dzień. <Sowa> wygląda groźnie.
<Jagoda> ugotowała zupę, a moja corka <ola> zjadła.
Uczy się w <LO im. Kopernika>, brat w <III LO>.
Chodzi na <Warsztaty Terapii Zajęciowej „Promyk”>.
W <parafii Matki Boskiej Bolesnej> prowadzę zbiórkę.
Pracowałem w <kopalni Wujek>, żona prowadzi <sklep U Basi>.
Leżę w <szpitalu na Lutyckiej>, potem <SOR w Grodzisku>.
Mieszkam przy <Reformackiej>, mama przy <Zwycięstwa 21>.
Komornik <Bąk> prowadzi sprawę <Kmp 12/20>.
W kopercie z napisem <15 sierpnia> było zdjęcie.
chodza do <sp 12> w <olsztynie>, mama mieszka na <słonecznej 5>.
""",
}
STAY = [
    ("sk", "Ona hovorí, že na tom nezáleží."),
    ("fr", "Elle dit qu'elle viendra demain."),
    ("es", "Ella dice que no, y nada más."),
    ("it", "Me l'aveva detto nell'orecchio, e io zitta."),
    ("it", "Li ho messi in fila e li ho contati."),
    ("nb", "Timen var 09.10, men bussen går bare 08.05."),
    ("es", "El contrato con el hospital, 1100 al mes, no llegó."),
    ("en", "The school year 2019/2020 was hard, 24/7, and COVID-19 came."),
    ("pl", "W roku 2019/2020 miałam 12 500 zł i 3 dzieci."),
    ("sk", "Na Veľký piatok sa postí, na Veľkú noc pečie."),
    ("es", "Por Todos los Santos hacemos buñuelos."),
    ("en", "The Job Centre and Citizens Advice sent me to Universal Credit."),
    ("it", "La Guardia Medica e i Servizi Sociali non hanno risposto."),
    ("fr", "La Sécurité Sociale et Card Stop ne répondent pas."),
    ("nb", "Jeg fikk 1 200 kr i 2019, vei 7 var stengt."),
    ("en", "Hope is a list. Grace before meals, patience after."),
    ("fr", "Rose était la couleur. Claire comme le jour."),
    ("pl", "Święty Józef, Mikołajki i Trzech Króli to święta."),
    ("pl", "Jagoda spadła z krzaka, róża zwiędła."),
    ("sk", "Viera mi pomohla viac ako lieky."),
    ("sk", "Strednej školy sa bála."),
    ("fr", "Claire est la réponse. Angélique confite, orange, cannelle."),
    ("fr", "Papa toussait dans le divan."),
    ("pl", "Mój brat ma zespół Downa, syn zespół Aspergera."),
    ("es", "Rosa es un color, esperanza no me faltaba."),
    ("sk", "do školy nikdy nechodila, v cerkvi pred sviatkom bolo plno"),
    ("pl", "patrzyla z gory i oddam wszystko do maja"),
    ("fr", "Nike, Seat et Mégane, voilà ce qu'il aime."),
    ("sk", "Na svätého Martina jeme hus."),
    ("fr", "Tabaski est venue, puis le Têt et la Korité. Emmaüs m'a aidée. Je vais chez Zara."),
    ("sk", "Oslavujeme Nourúz a Bajram. Na Bajram pečieme. Nepálec mi pomohol, robí tam Nepálčanka."),
    ("nb", "Vi feiret Newroz, Norouz og Navruz, Timkat, Meskel, Enkutatash og Vesak."),
    ("it", "A Bayram veniva la zia dal Perù. Otto ospiti dormono."),
    ("pl", "Peruwianka z pracy pomogła. Jest tam Peruwiańczyk i Nepalka."),
    ("pl", "Landlord powiedział nie. Monday był trudny. Grace period minął. hope mówi."),
    ("es", "Moi, dijo ella. Cobro el Carer's Allowance, el Child Benefit, Universal Credit y PIP."),
    ("sk", "Autobus ide 9.12 a cena je 3.04 eur, teplota 38.05."),
    ("nb", "Ons: bilen på EU-kontroll hos mekanikeren. Tors: foreldremøte. Jeg var FAU-leder ved skolen."),
    ("pl", "Ślub w Urzędzie Stanu Cywilnego. Dzwonili z Urzędu do Spraw Cudzoziemców. Kupiłam w Zarze. Zdrowaś Maryjo."),
    ("sk", "Donesie nákup z Hoferu. Kto to zaplatí, svätý Mikuláš? A na Luciu budeme vešať ozdoby."),
    ("it", "Ricordo il lutto, il Porrajmos."),
    ("fr", "Avril sera calme à cause de la fête."),
    ("es", "Ay, Milagros de la vida no hay."),
    ("pl", "dziekuje pani bardzo, bede jutro o osmej, prosze o klucz do szafki, bo zgubilam swoj w szatni i nie mam zapasowego"),
    ("es", "en noviembre las hojas caen, segun el dia hice sopa para todos"),
]  # fmt: skip
CASES = [(language, line) for language, lines in EXAMPLES.items() for line in lines.strip().splitlines()]


@pytest.mark.parametrize(("language", "line"), CASES, ids=[f"{language}-{line[:40]}" for language, line in CASES])
def test_what_is_marked_goes_and_all_else_stays(language, line):
    text, spans, position = "", [], 0
    for match in re.finditer(r"<([^<>]*)>", line):
        text += line[position : match.start()]
        spans.append((len(text), len(text) + len(match[1])))
        text += match[1]
        position = match.end()
    text += line[position:]
    found = _find(text, language)
    for start, end in spans:
        assert any(one.start <= start and end <= one.end for one in found), f"missed {text[start:end]!r}"
    wrong = [text[one.start : one.end] for one in found if not any(one.start < e and s < one.end for s, e in spans)]
    assert not wrong


@pytest.mark.parametrize(("language", "text"), STAY, ids=[text for _, text in STAY])
def test_what_only_looks_like_it_stays(language, text):
    assert [text[one.start : one.end] for one in _find(text, language)] == []


def test_long_monotonous_texts_take_no_longer_than_their_length():
    for piece in ("Ul. ", "nr 1/", "Św. A ", "A 1, ", "de ", "«A", "12. ", "Aa-"):
        assert isinstance(_find(piece * 5_000, "pl"), list)


def test_finds_lie_in_the_text_and_do_not_overlap():
    stories = pd.concat([sk.datasets.load_partner_samples().head(20)], ignore_index=True)
    audit = sk.pseudonymise(stories).audit
    for _, rows in audit.groupby("narrative_id"):
        ends = rows.sort_values("original_start")
        assert (ends["original_start"].to_numpy()[1:] >= ends["original_end"].to_numpy()[:-1]).all()
