package params

import (
	"cmp"
	"encoding/json"
	"fmt"
	"math"
	"reflect"
	"strconv"
	"strings"
	"sync"
)

// Type is what kind of value a parameter holds.
type Type string

// The types of parameters.
const (
	Number  Type = "number"
	Integer Type = "integer"
	Flag    Type = "flag"
	Choice  Type = "choice"
	Text    Type = "text"
)

// Param is one parameter as declared by its tag.
type Param struct {
	Path    string   // from the root, "stimulus.theta_deg"
	Key     string   // the last part, "theta_deg"
	Kind    string   // the kind that owns it, "motion_cloud"; empty outside a choice
	Kinds   []string // the kinds of all choices that it is within, outermost first; the last is Kind
	Type    Type
	Symbol  string
	Label   string
	Unit    string
	Default any // float64, int64, bool or string
	Min     float64
	Max     float64 // may be +Inf, then the value may be infinite too
	Step    float64 // 0: any
	Scale   string
	Choices []string
	Doc     string
	Ref     string
	Eq      string // where it acts, in lines of plain text
	When    string // when it has an effect, "aperture!=full"; empty: always
	Live    string
	Tier    string
}

// Bounded says whether the parameter has a range.
func (p Param) Bounded() bool { return p.Type == Number || p.Type == Integer }

// Range is the allowed range in words, with the unit: "0.01 to 10 c/deg".
func (p Param) Range() string {
	switch p.Type {
	case Choice:
		return "one of " + strings.Join(p.Choices, ", ")
	case Flag:
		return "true or false"
	case Text:
		return "text"
	}
	lead := ""
	if p.Type == Integer {
		lead = "a whole number, "
	}
	return strings.TrimSpace(lead + FormatNumber(p.Min) + " to " + FormatNumber(p.Max) + " " + p.Unit)
}

// MarshalJSON writes infinite bounds as "inf".
func (p Param) MarshalJSON() ([]byte, error) {
	out := map[string]any{
		"path": p.Path, "key": p.Key, "kind": p.Kind, "type": p.Type, "symbol": p.Symbol, "label": p.Label,
		"unit": p.Unit, "default": plain(p.Default), "doc": p.Doc, "ref": p.Ref, "eq": p.Eq, "when": p.When,
		"live": p.Live, "tier": p.Tier, "scale": p.Scale,
	}
	if p.Bounded() {
		out["min"], out["max"], out["step"] = plain(p.Min), plain(p.Max), p.Step
		out["range"] = []any{plain(p.Min), plain(p.Max)}
	}
	if p.Type == Choice {
		out["choices"] = p.Choices
		out["range"] = p.Choices
	}
	return json.Marshal(out)
}

// plain is a value that JSON can hold: infinities become "inf" and "-inf".
func plain(v any) any {
	if x, ok := v.(float64); ok && (math.IsInf(x, 0) || math.IsNaN(x)) {
		return FormatNumber(x)
	}
	return v
}

// FormatNumber writes x with as few digits as identify it; infinity is "inf".
func FormatNumber(x float64) string {
	switch {
	case math.IsInf(x, 1):
		return "inf"
	case math.IsInf(x, -1):
		return "-inf"
	case math.IsNaN(x):
		return "NaN"
	}
	if x == math.Trunc(x) && math.Abs(x) < 1e16 {
		return strconv.FormatFloat(x, 'f', -1, 64)
	}
	return strconv.FormatFloat(x, 'g', -1, 64)
}

// declaration is a parsed tag, kept per struct type.
type declaration struct {
	index    []int  // reflect field index, through embedded structs
	embed    string // name of the outermost embedded struct that it stands in
	param    Param  // Path and Key are the json key
	isStruct bool
	isChoice bool   // a OneOf
	in       inside // what the OneOf says of the kinds in it
}

var declared sync.Map // reflect.Type -> []declaration

// declarations parses the tags of struct type t. A tag that cannot be read is
// a mistake in the program, and panics.
func declarations(t reflect.Type) []declaration {
	if d, ok := declared.Load(t); ok {
		return d.([]declaration)
	}
	var out []declaration
	var eq, ref string // of the struct, which its fields have where they have none of their own
	for i := range t.NumField() {
		f := t.Field(i)
		if f.Name == "_" {
			eq, ref = f.Tag.Get("eq"), f.Tag.Get("ref")
			continue
		}
		if f.Anonymous && f.Type.Kind() == reflect.Struct && f.Tag.Get("json") == "" {
			for _, d := range declarations(f.Type) {
				d.index, d.embed = append([]int{i}, d.index...), f.Name
				out = append(out, d)
			}
			continue
		}
		key, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		if !f.IsExported() || key == "" || key == "-" {
			continue
		}
		out = append(out, declare(t, f, key, i))
	}
	for i := range out {
		if d := &out[i]; !d.isStruct && !d.isChoice && d.param.Eq == "" {
			d.param.Eq, d.param.Ref = eq, cmp.Or(d.param.Ref, ref)
		}
	}
	declared.Store(t, out)
	return out
}

func declare(t reflect.Type, f reflect.StructField, key string, i int) declaration {
	d := declaration{index: []int{i}}
	fail := func(what string, err error) {
		panic(fmt.Sprintf("params: %v.%s: %s: %v", t, f.Name, what, err))
	}
	p := Param{
		Path: key, Key: key, Symbol: f.Tag.Get("sym"), Label: f.Tag.Get("label"), Unit: f.Tag.Get("unit"),
		Doc: f.Tag.Get("doc"), Ref: f.Tag.Get("ref"), Eq: f.Tag.Get("eq"), When: f.Tag.Get("when"), Live: f.Tag.Get("live"), Tier: f.Tag.Get("tier"), Scale: f.Tag.Get("scale"),
	}
	if p.Label == "" {
		p.Label, _, _ = strings.Cut(p.Doc, ",")
	}
	def, rng := f.Tag.Get("default"), f.Tag.Get("range")
	if _, ok := reflect.New(f.Type).Interface().(oneOf); ok {
		d.isChoice, p.Type, p.Default = true, Choice, def
		d.in = inside{f.Tag.Get("without"), f.Tag.Get("start")}
		d.param = p
		return d
	}
	switch f.Type.Kind() {
	case reflect.Struct:
		d.isStruct = true
	case reflect.Float64, reflect.Int, reflect.Int64, reflect.Uint64:
		p.Type = Integer
		if f.Type.Kind() == reflect.Float64 {
			p.Type = Number
		}
		lo, hi, ok := strings.Cut(rng, ",")
		if !ok {
			fail("range", fmt.Errorf("%q, want lo,hi", rng))
		}
		var err error
		if p.Min, err = strconv.ParseFloat(lo, 64); err != nil {
			fail("range", err)
		}
		if p.Max, err = strconv.ParseFloat(hi, 64); err != nil {
			fail("range", err)
		}
		x, err := strconv.ParseFloat(def, 64)
		if err != nil {
			fail("default", err)
		}
		if p.Default = x; p.Type == Integer {
			p.Default = int64(x)
		}
		if s := f.Tag.Get("step"); s != "" {
			if p.Step, err = strconv.ParseFloat(s, 64); err != nil {
				fail("step", err)
			}
		} else if p.Type == Integer {
			p.Step = 1
		}
	case reflect.Bool:
		p.Type = Flag
		b, err := strconv.ParseBool(def)
		if err != nil {
			fail("default", err)
		}
		p.Default = b
	case reflect.String:
		p.Type, p.Default = Text, def
		if c := f.Tag.Get("choice"); c != "" {
			p.Type, p.Choices = Choice, strings.Split(c, ",")
		}
	default:
		fail("type", fmt.Errorf("%v cannot be a parameter", f.Type))
	}
	d.param = p
	return d
}

// Describe lists every parameter of v, a pointer to a parameter struct, in
// order of declaration. Of a choice it lists the choice itself, path
// "x.kind", and the parameters of the kind that is chosen.
func Describe(v any) []Param {
	var out []Param
	walk(reflect.ValueOf(v), "", "", inside{}, func(p Param, _ reflect.Value, _ variant) error {
		out = append(out, p)
		return nil
	})
	return out
}

// DescribeAll is Describe, but of each choice it lists the parameters of all
// its kinds, told apart by Kind. What several kinds have in common below them
// (the synapses of a cell model) is listed once.
func DescribeAll(v any) []Param {
	var out []Param
	seen := map[[2]string]bool{}
	for _, p := range DescribeNested(v) {
		if key := [2]string{p.Kind, p.Path}; !seen[key] {
			seen[key] = true
			out = append(out, p)
		}
	}
	return out
}

// DescribeNested is DescribeAll with a parameter listed for every chain of
// choices that leads to it, told apart by Kinds.
func DescribeNested(v any) []Param { return describeNested(v, inside{}) }

func describeNested(v any, in inside) []Param {
	var out []Param
	walk(reflect.ValueOf(v), "", "", in, func(p Param, _ reflect.Value, c variant) error {
		if c == nil {
			if p.Kind == "" {
				out = append(out, p)
			}
			return nil
		}
		if p.Kind != "" { // of a choice within one, which comes below
			return nil
		}
		out = append(out, p)
		stem := strings.TrimSuffix(p.Path, "kind")
		for _, k := range c.kinds() {
			w, err := c.fresh(k)
			if err != nil {
				return err
			}
			for _, q := range describeNested(w, c.inside()) {
				if q.Kind == "" {
					q.Kind = k
				}
				q.Kinds = append([]string{k}, q.Kinds...)
				q.Path = stem + q.Path
				out = append(out, q)
			}
		}
		return nil
	})
	return out
}

// walk visits every parameter below v. visit gets the declaration with its
// full path, the field, and, for the kind of a OneOf, the OneOf itself.
func walk(v reflect.Value, prefix, kind string, in inside, visit func(Param, reflect.Value, variant) error) error {
	for v.Kind() == reflect.Pointer || v.Kind() == reflect.Interface {
		if v.IsNil() {
			return nil
		}
		v = v.Elem()
	}
	for _, d := range in.declarations(v.Type()) {
		f, p := v.FieldByIndex(d.index), d.param
		p.Path, p.Kind = prefix+p.Key, kind
		switch {
		case d.isStruct:
			if err := walk(f, p.Path+".", kind, inside{}, visit); err != nil {
				return err
			}
		case d.isChoice:
			c := d.chooser(f)
			p.Choices, p.Path, p.Key = c.kinds(), p.Path+".kind", "kind"
			if err := visit(p, f, c); err != nil {
				return err
			}
			if c.kind() == "" {
				continue
			}
			if err := walk(reflect.ValueOf(c.value()), strings.TrimSuffix(p.Path, "kind"), c.kind(), d.in, visit); err != nil {
				return err
			}
		default:
			if err := visit(p, f, nil); err != nil {
				return err
			}
		}
	}
	return nil
}
