package sqlddl

import "strings"

// comment reads what follows COMMENT ON.
func (p *parser) comment() bool {
	var c Comment
	switch {
	case p.accept("TABLE"):
		c.Table = p.object()
	case p.accept("COLUMN"):
		parts := []string{p.name()}
		for p.accept(".") {
			parts = append(parts, p.name())
		}
		if len(parts) < 2 {
			return false
		}
		c.Column = parts[len(parts)-1]
		c.Table.Name, c.Table.Prefix = parts[len(parts)-2], strings.Join(parts[:len(parts)-2], ".")
	case p.accept("INDEX"):
		c.Table, c.Index = p.object(), true
	case p.accept("CONSTRAINT"):
		c.Constraint = p.name()
		p.expect("ON")
		c.Table = p.object()
	default:
		return false
	}
	p.expect("IS")
	if !p.accept("NULL") {
		c.Text = p.literal()
	}
	p.put(c)
	return true
}
