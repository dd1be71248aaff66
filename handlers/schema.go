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
	kinds := map[string]map[string]*huma.Schema{} // stem of a choice, then kind
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
			kinds[stem] = byKind
			parent, key := ownerOf(root, kinds, stem, p.Kind)
			parent.Properties[key] = choice
			continue
		}
		parent, key := ownerOf(root, kinds, p.Path, p.Kind)
		parent.Properties[key] = schemaOf(p)
	}
	return root
}

// ownerOf is the object that holds the member at path, made where it is not
// yet there, and the member's key.
func ownerOf(root *huma.Schema, kinds map[string]map[string]*huma.Schema, path, kind string) (*huma.Schema, string) {
	parent := root
	parts := strings.Split(path, ".")
	last := len(parts) - 1
	for i, part := range parts[:last] {
		if of := kinds[strings.Join(parts[:i+1], ".")][kind]; of != nil {
			parent = of
			continue
		}
		if parent.Properties[part] == nil {
			parent.Properties[part] = object("")
		}
		parent = parent.Properties[part]
	}
	return parent, parts[last]
}
