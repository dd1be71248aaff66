package params

import "reflect"

// Clone is an independent copy of a parameter struct: of what it declares, the
// rest is zero.
func Clone[T any](v *T) *T {
	out := new(T)
	cloneInto(reflect.ValueOf(out).Elem(), reflect.ValueOf(v).Elem(), inside{})
	return out
}

func cloneInto(to, from reflect.Value, in inside) {
	for _, d := range in.declarations(from.Type()) {
		t, f := to.FieldByIndex(d.index), from.FieldByIndex(d.index)
		switch {
		case d.isStruct:
			cloneInto(t, f, inside{})
		case d.isChoice:
			c := d.chooser(f)
			v := reflect.ValueOf(c.value())
			if !v.IsValid() {
				continue // nothing was chosen
			}
			fresh := reflect.New(v.Type().Elem()) // kinds are pointers to structs
			cloneInto(fresh.Elem(), v.Elem(), d.in)
			d.chooser(t).put(c.kind(), fresh.Interface())
		default:
			t.Set(f)
		}
	}
}
