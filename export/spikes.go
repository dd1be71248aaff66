package export

import (
	"bufio"
	"cmp"
	"io"
	"math"
	"slices"
	"strconv"

	"striate/sim"
)

// SpikesCSV writes spikes as they come: "time_ms,population,neuron", in order
// of time, then population, then neuron. It has no comment lines: its first
// line is the header that other people's scripts expect.
type SpikesCSV struct {
	w    *bufio.Writer
	line []byte
	keys []spike
	err  error
}

type spike struct {
	step       int64
	pop, index int32
}

// NewSpikesCSV writes the header.
func NewSpikesCSV(w io.Writer) *SpikesCSV {
	s := &SpikesCSV{w: bufio.NewWriterSize(w, 1<<16)}
	_, s.err = s.w.WriteString("time_ms,population,neuron\n")
	return s
}

// Add writes the spikes of one step.
func (s *SpikesCSV) Add(st *sim.Step) {
	s.keys = s.keys[:0]
	for p, spikes := range st.Spikes {
		for _, sp := range spikes {
			s.keys = append(s.keys, spike{sp.Step, int32(p), sp.Index})
		}
	}
	slices.SortFunc(s.keys, func(a, b spike) int {
		return cmp.Or(cmp.Compare(a.step, b.step), cmp.Compare(a.pop, b.pop), cmp.Compare(a.index, b.index))
	})
	for _, k := range s.keys {
		b := s.line[:0]
		t := math.Round(float64(k.step)*st.Dt*1e6) / 1e6 // 0.3, not 0.30000000000000004
		b = strconv.AppendFloat(b, t, 'f', -1, 64)
		b = append(append(append(b, ','), st.Populations[k.pop].Name...), ',')
		b = append(strconv.AppendInt(b, int64(k.index), 10), '\n')
		s.line = b
		if s.err == nil {
			_, s.err = s.w.Write(b)
		}
	}
}

// Close writes what is buffered and returns the first error of all.
func (s *SpikesCSV) Close() error {
	if s.err != nil {
		return s.err
	}
	return s.w.Flush()
}
