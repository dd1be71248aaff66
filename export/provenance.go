package export

import (
	"bytes"
	"crypto/sha256"
	hexadecimal "encoding/hex"
	"encoding/json"

	"striate/analysis"
)

// Provenance is what made a file; every figure carries it as JSON: SVG in
// <metadata>, PNG in an iTXt chunk with keyword "striate", PDF in the XMP,
// CSV and GIF in a comment. Movies say more, see MovieAbout.
type Provenance struct {
	Engine     string          `json:"engine"` // "striate 0.1.0"
	Commit     string          `json:"commit,omitempty"`
	Params     json.RawMessage `json:"params,omitempty"` // the full experiment
	Seed       uint64          `json:"seed"`
	Link       string          `json:"link,omitempty"`        // repeats the run, changes made in flight and time too
	LinkLost   string          `json:"link_lost,omitempty"`   // why it has the values of now alone
	TimeS      float64         `json:"t_s,omitempty"`         // simulated when the file was made
	DataSHA256 string          `json:"data_sha256,omitempty"` // of the figure's CSV without its comment lines
}

// of is the provenance with the hash of the figure's data.
func (p Provenance) of(f *analysis.Figure) Provenance {
	var b bytes.Buffer
	_ = writeTable(&b, f.Table) // a bytes.Buffer does not fail
	sum := sha256.Sum256(b.Bytes())
	p.DataSHA256 = hexString(sum[:])
	return p
}

// line is the JSON on one line.
func (p Provenance) line() ([]byte, error) { return compact(p) }

func compact(v any) ([]byte, error) {
	b, err := json.Marshal(v)
	if err != nil {
		return nil, err
	}
	var c bytes.Buffer
	if err := json.Compact(&c, b); err != nil {
		return nil, err
	}
	return c.Bytes(), nil
}

func hexString(b []byte) string { return hexadecimal.EncodeToString(b) }

// RunID is the first 8 hexadecimal digits of the SHA-256 of parameters
// (compacted JSON) and engine, a zero byte between: the "run-" of file names.
func RunID(params []byte, engine string) string {
	var c bytes.Buffer
	if json.Compact(&c, params) != nil {
		c.Reset()
		c.Write(params)
	}
	c.WriteByte(0)
	c.WriteString(engine)
	sum := sha256.Sum256(c.Bytes())
	return hexString(sum[:4])
}
