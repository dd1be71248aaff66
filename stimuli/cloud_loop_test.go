package stimuli

import (
	"slices"
	"strings"
	"testing"

	"striate/sim"
)

// The block form live is the block of a file, again and again; retuned it is
// the one of the new parameters.
func TestBlockLive(t *testing.T) {
	values := map[string]any{"width_px": 24, "height_px": 16, "duration": "block", "block_frames": 10}
	s := fresh(t, "motion_cloud", values)
	block := func(s Stimulus) (out []*sim.Frame) {
		if err := Render(s, 10, 5, func(_ int, f *sim.Frame) error { out = append(out, f.Clone()); return nil }); err != nil {
			t.Fatal(err)
		}
		return out
	}
	m := open(t, s, 5)
	want := block(s)
	for k, f := range paint(m, s, 0, 25) {
		if !slices.Equal(f.Pix, want[k%10].Pix) {
			t.Fatalf("frame %d is not frame %d of the block", k, k%10)
		}
	}
	values["theta_deg"] = 120.0
	turned := fresh(t, "motion_cloud", values)
	if err := m.(Retunable).Retune(turned); err != nil {
		t.Fatal(err)
	}
	if f := paint(m, s, 25, 1)[0]; !slices.Equal(f.Pix, block(turned)[5].Pix) || m.TrueDeg() != 120 {
		t.Errorf("after a turn frame 25 is not frame 5 of the turned block, at %g°", m.TrueDeg())
	}
	values["block_frames"] = 11
	if err := m.(Retunable).Retune(fresh(t, "motion_cloud", values)); err == nil || !strings.Contains(err.Error(), "block_frames = 11, want 10") {
		t.Errorf("another length: %v", err)
	}
	live := open(t, fresh(t, "motion_cloud", map[string]any{"width_px": 24, "height_px": 16}), 5)
	if err := live.(Retunable).Retune(s); err == nil || !strings.Contains(err.Error(), "duration = block, want auto") {
		t.Errorf("an endless cloud asked to be a block: %v", err)
	}
	if _, err := fresh(t, "motion_cloud", map[string]any{"width_px": 1024, "height_px": 1024, "duration": "block", "block_frames": 4096}).Open(1); err == nil {
		t.Error("a block of 4 GB is opened")
	}
}
