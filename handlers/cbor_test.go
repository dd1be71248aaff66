package handlers

import (
	"encoding/binary"
	"math"
	"reflect"
	"testing"

	"github.com/fxamacker/cbor/v2"

	"striate/experiment"
)

// typedArrays gives the values of RFC 8746 typed arrays anywhere in v.
func typedArrays(t *testing.T, v any) any {
	t.Helper()
	switch x := v.(type) {
	case map[any]any:
		out := map[string]any{}
		for k, y := range x {
			out[k.(string)] = typedArrays(t, y)
		}
		return out
	case []any:
		for i := range x {
			x[i] = typedArrays(t, x[i])
		}
	case cbor.Tag:
		b := x.Content.([]byte)
		switch x.Number {
		case 64:
			return b
		case 70:
			out := make([]uint32, len(b)/4)
			for i := range out {
				out[i] = binary.LittleEndian.Uint32(b[4*i:])
			}
			return out
		case 85:
			out := make([]float32, len(b)/4)
			for i := range out {
				out[i] = math.Float32frombits(binary.LittleEndian.Uint32(b[4*i:]))
			}
			return out
		}
		t.Errorf("tag %d, want 64, 70 or 85", x.Number)
	}
	return v
}

func decode(t *testing.T, message []byte) map[string]any {
	t.Helper()
	var v any
	if err := cbor.Unmarshal(message, &v); err != nil {
		t.Fatalf("CBOR of %d bytes: %v", len(message), err)
	}
	m, ok := typedArrays(t, v).(map[string]any)
	if !ok {
		t.Fatalf("CBOR holds %T, want a map", v)
	}
	return m
}

func encode(t *testing.T, item any) []byte {
	t.Helper()
	message, err := cbor.Marshal(item)
	if err != nil {
		t.Fatal(err)
	}
	return message
}

func TestWireIsCBOR(t *testing.T) {
	for _, n := range []int{0, 1, 23, 24, 255, 256, 65535, 65536, 1 << 20} {
		bytes, floats, ints := make([]byte, n), make([]float32, n), make([]uint32, n)
		for i := range n {
			bytes[i], floats[i], ints[i] = byte(i), float32(i)/3, uint32(i)*7919
		}
		message := encode(t, map[string]any{"u8": u8s(bytes), "f32": float32s(floats), "u32": uint32s(ints)})
		want := map[string]any{"u8": bytes, "f32": floats, "u32": ints}
		if got := decode(t, message); !reflect.DeepEqual(got, want) {
			t.Errorf("arrays of %d do not come back", n)
		}
	}
	message := encode(t, []any{
		0, -1, -25, math.MinInt64, math.MaxInt64, number(math.Pi), number(math.NaN()), true, uint64(math.MaxUint64),
		number(math.Inf(1)), number(1), u8s(nil), uint32s(nil), float32s(nil),
	})
	var got []any
	if err := cbor.Unmarshal(message, &got); err != nil {
		t.Fatal(err)
	}
	want := []any{
		uint64(0), int64(-1), int64(-25), int64(math.MinInt64), uint64(math.MaxInt64), math.Pi, nil, true, uint64(math.MaxUint64),
		math.Inf(1), 1.0, []byte{}, []uint32{}, []float32{},
	}
	if !reflect.DeepEqual(typedArrays(t, got), any(want)) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestATickOnTheWire(t *testing.T) {
	nan := math.NaN()
	tick := &experiment.Tick{
		Tick: 7, TimeMs: 116.7, RTF: 1.01, State: experiment.Playing, Speed: 1, Seed: 42, Missed: 3, Fresh: true, SinceMs: 2500, Error: "Stopped",
		Stimulus: &experiment.Image{W: 2, H: 1, Data: []byte{0, 255}},
		LGN:      &experiment.LGN{W: 1, H: 1, On: []byte{9}, Off: []byte{8}, MaxHz: 120},
		Spikes:   map[string]*experiment.SpikeList{"E": {TimeMs: []float32{100.5, 101}, I: []uint32{3, 59}}, "I": {}},
		RatesHz:  map[string]float32{"E": 12.5},
		Orientation: &experiment.OrientationView{
			ThetaDeg: []float32{0, 90}, RateHz: []float32{1, 2}, SemHz: []float32{.1, .2}, TrueDeg: 60, DecodedDeg: nan, R: .33, N: 12,
			Reason: "r 0.33, below 0.60", WindowS: .3, BThetaDeg: nan, BThetaCIDeg: nan, HWHH: nan, R2: nan, BaselineHz: nan, AmplitudeHz: nan, Theta0Deg: nan,
		},
		Weights: &experiment.WeightsView{Name: "ff", Label: "thalamus to E", NPre: 2, NPost: 1, WMaxNS: 56, PreDeg: []float32{0, 90}, PostDeg: []float32{0}, Data: []byte{1, 2}},
		Marks:   []experiment.Mark{{TimeMs: 90, Text: "θ 120° → 60°"}},
	}
	want := map[string]any{
		"tick": uint64(7), "t_ms": 116.7, "rtf": 1.01, "state": "playing", "speed": 1.0, "seed": uint64(42), "missed": uint64(3), "fresh": true, "since_ms": 2500.0, "error": "Stopped",
		"stimulus": map[string]any{"w": uint64(2), "h": uint64(1), "data": []byte{0, 255}},
		"lgn":      map[string]any{"w": uint64(1), "h": uint64(1), "on": []byte{9}, "off": []byte{8}, "max_hz": 120.0},
		"spikes": map[string]any{
			"E": map[string]any{"t_ms": []float32{100.5, 101}, "i": []uint32{3, 59}},
			"I": map[string]any{"t_ms": []float32{}, "i": []uint32{}},
		},
		"rates_hz": map[string]any{"E": 12.5},
		"orientation": map[string]any{
			"theta_deg": []float32{0, 90}, "rate_hz": []float32{1, 2}, "sem_hz": []float32{.1, .2}, "true_deg": 60.0, "decoded_deg": nil,
			"r": .33, "n": uint64(12), "reason": "r 0.33, below 0.60", "window_s": .3, "b_theta_deg": nil, "b_theta_ci_deg": nil, "hwhh_deg": nil, "r2": nil,
			"tuned": false, "fit": nil,
		},
		"weights": map[string]any{
			"name": "ff", "label": "thalamus to E", "n_pre": uint64(2), "n_post": uint64(1), "w_max_ns": 56.0,
			"pre_deg": []float32{0, 90}, "post_deg": []float32{0}, "data": []byte{1, 2},
		},
		"marks": []any{map[string]any{"t_ms": 90.0, "text": "θ 120° → 60°"}},
	}
	got := decode(t, encode(t, tickOf(tick)))
	for k := range want {
		if !reflect.DeepEqual(got[k], want[k]) {
			t.Errorf("%s: %v, want %v", k, got[k], want[k])
		}
	}
	if len(got) != len(want) {
		t.Errorf("%d members, want %d: %v", len(got), len(want), got)
	}
}

// A tick of the live page: two frames of spikes, pictures of 64 x 64, the
// orientation.
func BenchmarkTick(b *testing.B) {
	tick := &experiment.Tick{
		State: experiment.Playing, Stimulus: &experiment.Image{W: 64, H: 64, Data: make([]byte, 4096)},
		LGN:         &experiment.LGN{W: 64, H: 64, On: make([]byte, 4096), Off: make([]byte, 4096)},
		Spikes:      map[string]*experiment.SpikeList{"E": {TimeMs: make([]float32, 60), I: make([]uint32, 60)}, "thalamic": {TimeMs: make([]float32, 600), I: make([]uint32, 600)}},
		Orientation: &experiment.OrientationView{ThetaDeg: make([]float32, 60), RateHz: make([]float32, 60), SemHz: make([]float32, 60)},
	}
	var message []byte
	b.ReportAllocs()
	for b.Loop() {
		var err error
		if message, err = cbor.Marshal(tickOf(tick)); err != nil {
			b.Fatal(err)
		}
	}
	b.SetBytes(int64(len(message)))
}
