from rdflib import Graph, URIRef
from rdflib.namespace import SKOS

import softskills as sk


def test_turtle_parses_and_says_what_the_framework_says():
    framework = sk.load_framework()
    graph = Graph().parse(data=framework.to_skos(), format="turtle")
    labels = {str(label) for label in graph.objects(None, SKOS.prefLabel) if label.language == "nb"}
    assert {item.label["nb"] for item in framework} <= labels
    assert len(set(graph.subjects(SKOS.broader, None))) == 19
    esco = framework.crosswalk("ESCO")
    stated = {str(uri) for _, _, uri in graph.triples((None, None, None)) if "esco/skill" in str(uri)}
    assert set(esco.loc[esco["uri"] != "", "uri"]) <= stated


def test_wording_cannot_break_out_of_the_turtle(tmp_path):
    path = tmp_path / "x.csv"
    path.write_text('id,area,label,definition\n"a> <urn:evil> .",Ar,"He said ""x"" \\",two\n', encoding="utf-8")
    graph = Graph().parse(data=sk.load_framework(path).to_skos(), format="turtle")
    assert URIRef("urn:evil") not in set(graph.all_nodes())
