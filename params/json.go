package params

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"reflect"
	"sort"
	"strings"
)

// Encode writes v, a pointer to a parameter struct, as indented JSON, keys in
// order of declaration, infinities as "inf".
func Encode(v any) ([]byte, error) {
	var b, out bytes.Buffer
	if err := encode(&b, reflect.ValueOf(v)); err != nil {
		return nil, err
	}
	if err := json.Indent(&out, b.Bytes(), "", "  "); err != nil {
		return nil, err
	}
	out.WriteByte('\n')
	return out.Bytes(), nil
}

func encode(b *bytes.Buffer, v reflect.Value) error {
	b.WriteByte('{')
	first := true
	if err := members(b, v, inside{}, &first); err != nil {
		return err
	}
	b.WriteByte('}')
	return nil
}

func member(b *bytes.Buffer, key string, first *bool) {
	if !*first {
		b.WriteByte(',')
	}
	*first = false
	fmt.Fprintf(b, "%q:", key)
}

func members(b *bytes.Buffer, v reflect.Value, in inside, first *bool) error {
	for v.Kind() == reflect.Pointer || v.Kind() == reflect.Interface {
		v = v.Elem()
	}
	for _, d := range in.declarations(v.Type()) {
		f := v.FieldByIndex(d.index)
		member(b, d.param.Key, first)
		switch {
		case d.isStruct:
			if err := encode(b, f); err != nil {
				return err
			}
		case d.isChoice:
			c := d.chooser(f)
			inner := true
			b.WriteByte('{')
			member(b, "kind", &inner)
			fmt.Fprintf(b, "%q", c.kind())
			if err := members(b, reflect.ValueOf(c.value()), d.in, &inner); err != nil {
				return err
			}
			b.WriteByte('}')
		default:
			text, err := json.Marshal(plain(load(f)))
			if err != nil {
				return err
			}
			b.Write(text)
		}
	}
	return nil
}

// Decode reads JSON over v, a pointer to a parameter struct: parameters that
// the text does not name keep their values, unknown names and values outside
// their ranges are refused with an *Error. On an error v may be half changed.
func Decode(data []byte, v any) error {
	tree, err := Tree(data)
	if err != nil {
		return err
	}
	return Merge(tree, v)
}

// Tree reads one JSON object and nothing after it, numbers kept as written.
// Torn text is an error that says where it broke.
func Tree(data []byte) (map[string]any, error) {
	data = bytes.TrimPrefix(data, []byte("\xef\xbb\xbf")) // as some editors begin a file
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.UseNumber()
	var tree map[string]any
	if err := dec.Decode(&tree); err != nil {
		var syntax *json.SyntaxError
		var kind *json.UnmarshalTypeError
		switch {
		case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
			return nil, fmt.Errorf("JSON ends at byte %d, want a whole object", len(data))
		case errors.As(err, &syntax):
			return nil, fmt.Errorf("JSON breaks at byte %d: %v", syntax.Offset, err)
		case errors.As(err, &kind):
			return nil, fmt.Errorf("JSON holds %s, want an object", article(kind.Value))
		}
		return nil, fmt.Errorf("JSON cannot be read: %v", err)
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("JSON goes on at byte %d, want one object", dec.InputOffset())
	}
	if tree == nil {
		return nil, errors.New("JSON holds null, want an object")
	}
	if path := twice(data); path != "" {
		return nil, fmt.Errorf("JSON names %s twice, want each parameter once", path)
	}
	return tree, nil
}

func article(kind string) string {
	if kind == "array" {
		return "a list"
	}
	return "a " + kind
}

// twice is the path of a member that one object of data has twice, "" if there
// is none: encoding/json would take the last without a word. Data is whole.
func twice(data []byte) string {
	dec := json.NewDecoder(bytes.NewReader(data))
	var at func(path string) string
	at = func(path string) string {
		t, err := dec.Token()
		open, ok := t.(json.Delim)
		if err != nil || !ok {
			return ""
		}
		seen := map[string]bool{}
		for dec.More() {
			inner := path
			if open == '{' {
				key, _ := dec.Token()
				name, _ := key.(string)
				if inner = strings.TrimPrefix(path+"."+name, "."); seen[name] {
					return inner
				}
				seen[name] = true
			}
			if found := at(inner); found != "" {
				return found
			}
		}
		_, _ = dec.Token() // the closing bracket
		return ""
	}
	return at("")
}

// Merge is Decode of a tree already read.
func Merge(tree map[string]any, v any) error { return merge(tree, v, "", inside{}) }

func merge(tree map[string]any, v any, prefix string, in inside) error {
	rv := reflect.ValueOf(v)
	for rv.Kind() == reflect.Pointer || rv.Kind() == reflect.Interface {
		rv = rv.Elem()
	}
	ds := in.declarations(rv.Type())
	known := make(map[string]declaration, len(ds))
	names := make([]string, 0, len(ds))
	for _, d := range ds {
		known[d.param.Key] = d
		names = append(names, d.param.Key)
	}
	for _, key := range sortedKeys(tree) {
		x, path := tree[key], prefix+key
		d, ok := known[key]
		if !ok {
			sort.Strings(names)
			return &Error{Path: path, Found: "an unknown parameter", Want: "one of " + strings.Join(names, ", ")}
		}
		f := rv.FieldByIndex(d.index)
		if !d.isStruct && !d.isChoice {
			p := d.param
			p.Path = path
			val, err := check(p, x)
			if err != nil {
				return err
			}
			store(f, val)
			continue
		}
		sub, ok := x.(map[string]any)
		if !ok {
			return &Error{Path: path, Found: show(x), Want: "an object"}
		}
		target := f.Addr().Interface()
		if d.isChoice {
			c := d.chooser(f)
			rest := make(map[string]any, len(sub))
			for k, y := range sub {
				rest[k] = y
			}
			if k, given := sub["kind"]; given {
				name, _ := k.(string)
				if err := c.choose(name); err != nil {
					return &Error{Path: path + ".kind", Found: show(k), Want: "one of " + strings.Join(c.kinds(), ", ")}
				}
				delete(rest, "kind")
			}
			sub, target = rest, c.value()
		}
		if err := merge(sub, target, path+".", d.in); err != nil {
			return err
		}
	}
	return nil
}

func sortedKeys(m map[string]any) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	return keys
}
