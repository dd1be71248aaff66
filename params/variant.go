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
	kinds map[reflect.Type]map[string]func() any
}{kinds: map[reflect.Type]map[string]func() any{}}

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

// Kinds are the registered kinds of T, sorted.
func Kinds[T any]() []string { return kindsOf(reflect.TypeFor[T]()) }

func kindsOf(t reflect.Type) []string {
	registry.RLock()
	defer registry.RUnlock()
	names := make([]string, 0, len(registry.kinds[t]))
	for k := range registry.kinds[t] {
		names = append(names, k)
	}
	sort.Strings(names)
	return names
}

// New returns a T of that kind with every parameter at its default.
func New[T any](kind string) (T, error) {
	v, err := newOf(reflect.TypeFor[T](), kind)
	if err != nil {
		var zero T
		return zero, err
	}
	return v.(T), nil
}

func newOf(t reflect.Type, kind string) (any, error) {
	registry.RLock()
	fresh := registry.kinds[t][kind]
	registry.RUnlock()
	if fresh == nil {
		return nil, &Error{Path: "kind", Found: fmt.Sprintf("%q", kind), Want: "one of " + strings.Join(kindsOf(t), ", ")}
	}
	v := fresh()
	if err := SetDefaults(v); err != nil {
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

// variant is what the walkers of this package see of a OneOf.
type variant interface {
	kind() string
	kinds() []string
	value() any
	choose(kind string) error
	fresh(kind string) (any, error)
}

func (o *OneOf[T]) kind() string    { return o.Kind }
func (o *OneOf[T]) kinds() []string { return Kinds[T]() }
func (o *OneOf[T]) value() any      { return o.Value }

// choose switches to another kind, its parameters at their defaults, but
// parameters that both kinds declare under the same name keep their values
// where the new kind allows them.
func (o *OneOf[T]) choose(kind string) error {
	if kind == o.Kind {
		return nil
	}
	v, err := New[T](kind)
	if err != nil {
		return err
	}
	if o.Kind != "" {
		carry(v, o.Value)
	}
	o.Kind, o.Value = kind, v
	return nil
}

func (o *OneOf[T]) fresh(kind string) (any, error) { return newOf(reflect.TypeFor[T](), kind) }
