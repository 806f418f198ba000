package english

import "testing"

// TestTables checks that every class and slot that a phrase names is there.
func TestTables(t *testing.T) {
	g := theGrammar()
	classes := map[string]bool{"BREAK": true}
	for _, senses := range g.lexicon.byWord {
		for _, s := range senses {
			classes[s.class] = true
		}
	}
	if len(g.lexicon.ids) > 64*classWords {
		t.Errorf("%d classes do not fit into a set of %d", len(g.lexicon.ids), 64*classWords)
	}
	check := func(pattern string) {
		compile(symbolsOf(pattern)).walk(func(n *node) {
			if n.kind == classNode && !classes[n.name] {
				t.Errorf("%q: the lexicon has no class %s", pattern, n.name)
			}
			if n.kind == slotNode && g.slots[n.name] == nil {
				t.Errorf("%q: there is no slot %s", pattern, n.name)
			}
		})
	}
	for _, ph := range g.clauses {
		check(ph.pattern)
	}
	for _, ph := range append(g.modifiers, g.prefixes...) {
		check(ph.pattern)
	}
	for _, table := range [][]phrase[meaning]{
		tableForms(), newTableForms(), allTableForms(), columnForms(), specials(), referenceNames(), places(), scopes(), usings(), deleteActions(),
		bareActions(), updateActions(), effects(), indexColumnForms(), indexOptions(), associationOptions(), parentForms(), exclusionParts(), rowForms(), batches(),
	} {
		for _, ph := range table {
			check(ph.pattern)
		}
	}
}
