package handlers

import (
	"math"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"striate/params"
)

// schemaOf describes one parameter to OpenAPI. Numbers may also be sent as
// text with a unit ("0.5 s"), and as "inf" where that is allowed.
func schemaOf(p params.Param) *huma.Schema {
	s := &huma.Schema{Description: describe(p), Default: p.Default}
	if x, ok := p.Default.(float64); ok && math.IsInf(x, 0) {
		s.Default = params.FormatNumber(x)
	}
	switch p.Type {
	case params.Flag:
		s.Type = huma.TypeBoolean
	case params.Choice:
		s.Type = huma.TypeString
		for _, c := range p.Choices {
			s.Enum = append(s.Enum, c)
		}
	case params.Text:
		s.Type = huma.TypeString
	default:
		n := &huma.Schema{Type: huma.TypeNumber, Minimum: &p.Min, Maximum: &p.Max}
		if p.Type == params.Integer {
			n.Type = huma.TypeInteger
		}
		if math.IsInf(p.Min, 0) {
			n.Minimum = nil
		}
		if math.IsInf(p.Max, 0) {
			n.Maximum = nil
		}
		s.OneOf = []*huma.Schema{n, {Type: huma.TypeString, Description: "a number with its unit, or inf where the range has it"}}
	}
	return s
}

// withoutDefaults is for a body whose missing parts leave things as they are.
func withoutDefaults(s *huma.Schema) *huma.Schema {
	for _, p := range s.Properties {
		p.Default = nil
	}
	return s
}

// describe is the help of a parameter, its unit and its source.
func describe(p params.Param) string {
	var parts []string
	for _, s := range []string{p.Doc, p.Unit, p.Ref} {
		if s != "" {
			parts = append(parts, s)
		}
	}
	return strings.Join(parts, "; ")
}

// object is an empty object that takes no other members than those it gets.
func object(doc string) *huma.Schema {
	return &huma.Schema{Type: huma.TypeObject, Description: doc, Properties: map[string]*huma.Schema{}, AdditionalProperties: false}
}

// paramsSchema describes a parameter struct as nested objects. What may be one
// of several kinds becomes oneOf, told apart by "kind".
func paramsSchema(doc string, all []params.Param) *huma.Schema {
	root := object(doc)
	of := alternatives{}
	for _, p := range all {
		if stem, ok := strings.CutSuffix(p.Path, ".kind"); ok && p.Type == params.Choice {
			byKind := map[string]*huma.Schema{}
			choice := &huma.Schema{Description: describe(p)}
			for _, k := range p.Choices {
				o := object("")
				o.Properties["kind"] = &huma.Schema{Type: huma.TypeString, Enum: []any{k}}
				byKind[k] = o
				choice.OneOf = append(choice.OneOf, o)
			}
			of[choice] = byKind
			parent, key := of.owner(root, stem, p.Kinds)
			parent.Properties[key] = choice
			continue
		}
		parent, key := of.owner(root, p.Path, p.Kinds)
		parent.Properties[key] = schemaOf(p)
	}
	return root
}

// alternatives are the objects that each choice is one of, by kind.
type alternatives map[*huma.Schema]map[string]*huma.Schema

// owner is the object that holds the member at path, made where it is not yet
// there, and the member's key. kinds are those of the choices on the way.
func (of alternatives) owner(root *huma.Schema, path string, kinds []string) (*huma.Schema, string) {
	parent := root
	parts := strings.Split(path, ".")
	last := len(parts) - 1
	for _, part := range parts[:last] {
		next := parent.Properties[part]
		if next == nil {
			next = object("")
			parent.Properties[part] = next
		}
		if byKind := of[next]; byKind != nil {
			next, kinds = byKind[kinds[0]], kinds[1:]
		}
		parent = next
	}
	return parent, parts[last]
}
