package params

import (
	"fmt"
	"reflect"
	"sort"
	"strings"
	"sync"
)

// registry maps an interface type to the kinds registered for it.
var registry = struct {
	sync.RWMutex
	kinds   map[reflect.Type]map[string]func() any
	subsets map[reflect.Type]subset
}{kinds: map[reflect.Type]map[string]func() any{}, subsets: map[reflect.Type]subset{}}

// subset takes its kinds from those of another interface type.
type subset struct {
	of   reflect.Type
	keep func(fresh any) bool
}

// Register makes a kind of T known under its name, for every T that can be
// chosen: stimuli, cell models, plasticity rules. fresh returns a pointer to a
// plain parameter struct whose tags declare each parameter. It is called from
// an init function in the file of that kind, and panics on a name taken.
func Register[T any](kind string, fresh func() T) {
	t := reflect.TypeFor[T]()
	registry.Lock()
	defer registry.Unlock()
	m := registry.kinds[t]
	if m == nil {
		m = map[string]func() any{}
		registry.kinds[t] = m
	}
	if _, taken := m[kind]; taken {
		panic(fmt.Sprintf("params: %v kind %q registered twice", t, kind))
	}
	m[kind] = func() any { return fresh() }
}

// Subset lets those kinds of T that keep says yes to be kinds of S too, also
// such as are registered later: what may be a part of something else of T. A
// kind of T that is kept must be an S. It panics where S has kinds already.
func Subset[S, T any](keep func(fresh T) bool) {
	s := reflect.TypeFor[S]()
	registry.Lock()
	defer registry.Unlock()
	if _, taken := registry.subsets[s]; taken || registry.kinds[s] != nil {
		panic(fmt.Sprintf("params: %v has kinds already", s))
	}
	registry.subsets[s] = subset{reflect.TypeFor[T](), func(fresh any) bool { return keep(fresh.(T)) }}
}

// registered are the kinds of t, which may be a subset.
func registered(t reflect.Type) map[string]func() any {
	registry.RLock()
	defer registry.RUnlock()
	s, ok := registry.subsets[t]
	if !ok {
		return registry.kinds[t]
	}
	out := make(map[string]func() any, len(registry.kinds[s.of]))
	for kind, fresh := range registry.kinds[s.of] {
		if s.keep(fresh()) {
			out[kind] = fresh
		}
	}
	return out
}

// Kinds are the registered kinds of T, sorted.
func Kinds[T any]() []string { return kindsOf(reflect.TypeFor[T]()) }

func kindsOf(t reflect.Type) []string {
	kinds := registered(t)
	names := make([]string, 0, len(kinds))
	for k := range kinds {
		names = append(names, k)
	}
	sort.Strings(names)
	return names
}

// New returns a T of that kind with every parameter at its default.
func New[T any](kind string) (T, error) {
	v, err := newOf(reflect.TypeFor[T](), kind, inside{})
	if err != nil {
		var zero T
		return zero, err
	}
	return v.(T), nil
}

func newOf(t reflect.Type, kind string, in inside) (any, error) {
	fresh := registered(t)[kind]
	if fresh == nil {
		return nil, &Error{Path: "kind", Found: fmt.Sprintf("%q", kind), Want: "one of " + strings.Join(kindsOf(t), ", ")}
	}
	v := fresh()
	if err := setDefaults(v, in); err != nil {
		return nil, err
	}
	return v, nil
}

// OneOf is a parameter that is itself a choice among registered kinds, each
// with parameters of its own. In JSON it is one object: the key "kind" and
// the parameters of that kind beside it.
type OneOf[T any] struct {
	Kind  string
	Value T
}

// Of wraps a value whose kind is known.
func Of[T any](kind string, v T) OneOf[T] { return OneOf[T]{Kind: kind, Value: v} }

// oneOf is what a OneOf can do, told what its tag says of the kinds in it.
type oneOf interface {
	kind() string
	kinds() []string
	value() any
	put(kind string, v any)
	choose(kind string, in inside) error
	fresh(kind string, in inside) (any, error)
}

func (o *OneOf[T]) kind() string    { return o.Kind }
func (o *OneOf[T]) kinds() []string { return Kinds[T]() }
func (o *OneOf[T]) value() any      { return o.Value }

func (o *OneOf[T]) put(kind string, v any) { o.Kind, o.Value = kind, v.(T) }

// choose switches to another kind, its parameters at their defaults, but
// parameters that both kinds declare under the same name keep their values
// where the new kind allows them.
func (o *OneOf[T]) choose(kind string, in inside) error {
	if kind == o.Kind {
		return nil
	}
	v, err := newOf(reflect.TypeFor[T](), kind, in)
	if err != nil {
		return err
	}
	if o.Kind != "" {
		carry(v, o.Value, in)
	}
	o.Kind, o.Value = kind, v.(T)
	return nil
}

func (o *OneOf[T]) fresh(kind string, in inside) (any, error) {
	return newOf(reflect.TypeFor[T](), kind, in)
}
