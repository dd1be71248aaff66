package handlers

import (
	"context"

	"github.com/fxamacker/cbor/v2"

	"striate/experiment"
)

// cubeQuery says what block to take.
type cubeQuery struct {
	Of string `json:"of" default:"envelope" choice:"envelope,movie" doc:"envelope, the amplitude of spatio-temporal frequencies (of a stimulus without an envelope the periodogram of the last frames), or movie, the last frames in space and time"`
	N  int    `json:"n" default:"48" range:"8,64" doc:"samples along a side; there are fewer where there are fewer pixels or frames"`
}

// cubeItem is a block for a view in three dimensions.
type cubeItem struct {
	Of       string    `cbor:"of"`
	Source   string    `cbor:"source"`
	NX       int       `cbor:"nx"`
	NY       int       `cbor:"ny"`
	NT       int       `cbor:"nt"`
	Data     u8s       `cbor:"data"` // x fastest, then y upward, then t
	Max      number    `cbor:"max"`  // what 255 stands for
	Levels   []number  `cbor:"levels"`
	FxMaxCpd number    `cbor:"fx_max_cpd"`
	FtMaxHz  number    `cbor:"ft_max_hz"`
	Speed    [2]number `cbor:"speed"`
	Seconds  number    `cbor:"seconds"`
	WidthDeg number    `cbor:"width_deg"`
}

// cube is GET /sessions/{id}/cube.cbor.
func (s *Server) cube(_ context.Context, in *struct {
	ByID
	Ask Query[cubeQuery]
}) (*file, error) {
	from, err := s.source(in.ID)
	if err == nil {
		err = in.Ask.err
	}
	if err != nil {
		return nil, problemOf(err)
	}
	c, err := from.Cube(in.Ask.v.Of, in.Ask.v.N)
	if err != nil {
		return nil, problemOf(err)
	}
	message, err := cbor.Marshal(cubeOf(in.Ask.v.Of, c))
	if err != nil {
		return nil, problemOf(err)
	}
	return newFile(fileName(from.now, from.about, "cube", "cbor"), cborType["cbor"], message), nil
}

func cubeOf(of string, c *experiment.Cube) *cubeItem {
	out := &cubeItem{
		Of: of, Source: c.Source, NX: c.NX, NY: c.NY, NT: c.NT, Data: c.Data, Max: number(c.Max),
		FxMaxCpd: number(c.FxMaxCpd), FtMaxHz: number(c.FtMaxHz), Speed: [2]number{number(c.Speed[0]), number(c.Speed[1])},
		Seconds: number(c.Seconds), WidthDeg: number(c.WidthDeg),
	}
	for _, l := range c.Levels {
		out.Levels = append(out.Levels, number(l))
	}
	return out
}
