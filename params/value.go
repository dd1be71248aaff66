package params

import (
	"encoding/json"
	"fmt"
	"math"
	"reflect"
	"sort"
	"strconv"
	"strings"
)

// SetDefaults gives every parameter of v, a pointer to a parameter struct,
// its declared default.
func SetDefaults(v any) error { return setDefaults(v, inside{}) }

func setDefaults(v any, in inside) error {
	rv := reflect.ValueOf(v).Elem()
	for _, d := range in.declarations(rv.Type()) {
		f := rv.FieldByIndex(d.index)
		switch {
		case d.isStruct:
			if err := SetDefaults(f.Addr().Interface()); err != nil {
				return Under(d.param.Key, err)
			}
		case d.isChoice:
			c := d.chooser(f)
			if def := d.param.Default.(string); def != "" {
				if err := c.choose(def); err != nil {
					return Under(d.param.Key, err)
				}
			}
		default:
			store(f, d.param.Default)
		}
	}
	return nil
}

// store writes a checked value into its field.
func store(f reflect.Value, x any) {
	switch f.Kind() {
	case reflect.Float64:
		f.SetFloat(x.(float64))
	case reflect.Int, reflect.Int64:
		f.SetInt(x.(int64))
	case reflect.Uint64:
		f.SetUint(uint64(x.(int64)))
	case reflect.Bool:
		f.SetBool(x.(bool))
	case reflect.String:
		f.SetString(x.(string))
	}
}

// load reads a field as float64, int64, bool or string.
func load(f reflect.Value) any {
	switch f.Kind() {
	case reflect.Int, reflect.Int64:
		return f.Int()
	case reflect.Uint64:
		return int64(f.Uint())
	}
	return f.Interface()
}

// check returns the value of p that x stands for, or an error that says what
// was wanted. x is a number, text ("0.5 s"), bool or json.Number.
func check(p Param, x any) (any, error) {
	refuse := func() (any, error) {
		return nil, &Error{Path: p.Path, Found: show(x), Want: p.Range()}
	}
	switch p.Type {
	case Flag:
		switch b := x.(type) {
		case bool:
			return b, nil
		case string:
			switch strings.ToLower(b) {
			case "true", "on", "yes", "1":
				return true, nil
			case "false", "off", "no", "0":
				return false, nil
			}
		}
		return refuse()
	case Choice:
		s, ok := x.(string)
		for _, c := range p.Choices {
			if ok && s == c {
				return s, nil
			}
		}
		return refuse()
	case Text:
		if s, ok := x.(string); ok {
			return s, nil
		}
		return refuse()
	}
	n, ok := number(x, p.Unit)
	if !ok || !(n >= p.Min && n <= p.Max) {
		return refuse()
	}
	if p.Type == Integer {
		if n != math.Trunc(n) || math.Abs(n) > 1<<53 {
			return refuse()
		}
		return int64(n), nil
	}
	return n, nil
}

func show(x any) string {
	switch s := x.(type) {
	case string:
		if len(s) > 60 {
			s = s[:60] + "…"
		}
		if _, err := strconv.ParseFloat(s, 64); err == nil {
			return s
		}
		return strconv.Quote(s)
	case json.Number:
		return s.String()
	case float64:
		return FormatNumber(s)
	case nil:
		return "null"
	case map[string]any:
		return "an object"
	case []any:
		return "a list"
	}
	return fmt.Sprint(x)
}

func number(x any, unit string) (float64, bool) {
	switch n := x.(type) {
	case float64:
		return n, true
	case int:
		return float64(n), true
	case int64:
		return float64(n), true
	case uint64:
		return float64(n), true
	case json.Number:
		f, err := n.Float64()
		return f, err == nil
	case string:
		return Quantity(n, unit)
	}
	return 0, false
}

// find calls use with the parameter at path.
func find(v any, path string, use func(Param, reflect.Value, variant) error) error {
	found := false
	var near []string
	dir, _, _ := cutLast(path)
	err := walk(reflect.ValueOf(v), "", "", inside{}, func(p Param, f reflect.Value, c variant) error {
		if p.Path == path {
			found = true
			return use(p, f, c)
		}
		if d, key, _ := cutLast(p.Path); d == dir {
			near = append(near, key)
		}
		return nil
	})
	if err != nil || found {
		return err
	}
	want := "a known parameter (webapp params lists them)"
	if len(near) > 0 {
		sort.Strings(near)
		want = "one of " + strings.Join(near, ", ")
	}
	return &Error{Path: path, Found: "an unknown parameter", Want: want}
}

func cutLast(path string) (dir, key string, ok bool) {
	i := strings.LastIndexByte(path, '.')
	if i < 0 {
		return "", path, false
	}
	return path[:i], path[i+1:], true
}

// Set gives the parameter of v at path a value: a number, bool or string of
// Go or JSON, or text with a unit ("0.5 s"). v is unchanged on an error.
func Set(v any, path string, x any) error {
	return find(v, path, func(p Param, f reflect.Value, c variant) error {
		val, err := check(p, x)
		if err != nil {
			return err
		}
		if c != nil {
			return c.choose(val.(string))
		}
		store(f, val)
		return nil
	})
}

// Get reads the parameter of v at path, as float64, int64, bool or string.
func Get(v any, path string) (any, error) {
	var out any
	err := find(v, path, func(_ Param, f reflect.Value, c variant) error {
		if out = any(nil); c != nil {
			out = c.kind()
		} else {
			out = load(f)
		}
		return nil
	})
	return out, err
}

// Values maps the path of every parameter of v to its value.
func Values(v any) map[string]any {
	out := map[string]any{}
	walk(reflect.ValueOf(v), "", "", inside{}, func(p Param, f reflect.Value, c variant) error {
		if c != nil {
			out[p.Path] = c.kind()
		} else {
			out[p.Path] = load(f)
		}
		return nil
	})
	return out
}

// Validate checks every parameter of v against its declaration.
func Validate(v any) error {
	return walk(reflect.ValueOf(v), "", "", inside{}, func(p Param, f reflect.Value, c variant) error {
		x := any(nil)
		if c != nil {
			x = c.kind()
		} else {
			x = load(f)
		}
		_, err := check(p, x)
		return err
	})
}

// SetAll sets several parameters, kinds before the parameters of those kinds.
func SetAll(v any, values map[string]any) error {
	paths := make([]string, 0, len(values))
	for p := range values {
		paths = append(paths, p)
	}
	isKind := func(p string) bool { return strings.HasSuffix(p, ".kind") }
	sort.Slice(paths, func(i, j int) bool {
		if a, b := isKind(paths[i]), isKind(paths[j]); a != b {
			return a
		}
		if a, b := strings.Count(paths[i], "."), strings.Count(paths[j], "."); a != b && isKind(paths[i]) {
			return a < b // an outer kind before those that only it may have
		}
		return paths[i] < paths[j]
	})
	for _, p := range paths {
		if err := Set(v, p, values[p]); err != nil {
			return err
		}
	}
	return nil
}

// carry copies into dst the parameters of src that were changed from their
// defaults and that dst declares under the same path and accepts.
func carry(dst, src any, in inside) {
	walk(reflect.ValueOf(src), "", "", in, func(p Param, f reflect.Value, c variant) error {
		if c == nil && load(f) != p.Default {
			_ = Set(dst, p.Path, load(f)) // a parameter the new kind does not have stays behind
		}
		return nil
	})
}
