package stimuli

import (
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"striate/sim"
)

// y4mFilm reads YUV4MPEG2 with 8 bits: mono, 420 in all its forms, 411, 422,
// 444 and 444alpha. Luma Y is taken as linear luminance, Y/255 in full range
// and (Y-16)/219, clipped, in limited range; the chroma are passed over. Full
// range is what XCOLORRANGE=FULL says, and mono that says nothing; all else is
// limited, as for ffmpeg.
type y4mFilm struct {
	in     *input
	c      *cursor
	head   FilmHead
	chroma int64 // bytes behind the luma of a frame
	table  [256]float32
	row    []byte
	frame  *sim.Frame
	done   int
}

// openY4M reads the header.
func openY4M(in *input) (Film, error) {
	f := &y4mFilm{in: in, c: newCursor(in.whole())}
	line, err := f.line("the YUV4MPEG2 header", 4096)
	if err != nil {
		return nil, err
	}
	words := strings.Fields(line)
	if words[0] != "YUV4MPEG2" {
		return nil, fmt.Errorf("byte 0: it begins with %s, want YUV4MPEG2", shortened(words[0]))
	}
	var w, h uint64
	colour, limited, said := "420jpeg", true, false
	for _, word := range words[1:] {
		value := word[1:]
		var err error
		switch word[0] {
		case 'W':
			w, err = strconv.ParseUint(value, 10, 32)
		case 'H':
			h, err = strconv.ParseUint(value, 10, 32)
		case 'F':
			f.head.FPS, err = rate(value)
		case 'I':
			if value != "p" && value != "?" {
				err = errors.New("want progressive, Ip")
			}
		case 'C':
			colour = value
		case 'X':
			if r, ok := strings.CutPrefix(value, "COLORRANGE="); ok {
				if said, limited = true, r == "LIMITED"; !limited && r != "FULL" {
					err = errors.New("want FULL or LIMITED")
				}
			}
		}
		if err != nil {
			var wrong *strconv.NumError
			if errors.As(err, &wrong) {
				err = errors.New("want a whole number")
			}
			return nil, fmt.Errorf("byte %d: %s in the YUV4MPEG2 header: %w", strings.Index(line, word), shortened(word), err)
		}
	}
	if err := in.checkFrame(10, w, h); err != nil {
		return nil, err
	}
	if f.chroma, err = chroma(colour, int64(w), int64(h)); err != nil {
		return nil, fmt.Errorf("byte %d: %w", max(0, strings.Index(line, "C"+colour)), err)
	}
	f.head.Width, f.head.Height = int(w), int(h)
	for v := range f.table {
		if limited && (said || colour != "mono") {
			f.table[v] = float32(min(1, max(0, float64(v-16)/219)))
		} else {
			f.table[v] = float32(v) / 255
		}
	}
	return f, nil
}

// rate reads a ratio such as 30000:1001; 0:0 is not known.
func rate(s string) (float64, error) {
	a, b, _ := strings.Cut(s, ":")
	num, err := strconv.ParseUint(a, 10, 32)
	if err != nil {
		return 0, err
	}
	den, err := strconv.ParseUint(b, 10, 32)
	if err != nil {
		return 0, err
	}
	if num == 0 || den == 0 {
		return 0, nil
	}
	return float64(num) / float64(den), nil
}

// chroma is how many bytes follow the luma of a frame.
func chroma(colour string, w, h int64) (int64, error) {
	switch colour {
	case "mono":
		return 0, nil
	case "420", "420jpeg", "420mpeg2", "420paldv":
		return 2 * ((w + 1) / 2) * ((h + 1) / 2), nil
	case "411":
		return 2 * ((w + 3) / 4) * h, nil
	case "422":
		return 2 * ((w + 1) / 2) * h, nil
	case "444":
		return 2 * w * h, nil
	case "444alpha":
		return 3 * w * h, nil
	}
	return 0, fmt.Errorf("colour space %s, want mono, 420, 411, 422 or 444 of 8 bits", shortened(colour))
}

// line reads as far as a line feed, at most so many bytes.
func (f *y4mFilm) line(what string, most int) (string, error) {
	at := f.c.at
	var text []byte
	for {
		b, err := f.c.ReadByte()
		if err == io.EOF {
			return "", tornAt(f.c.at, what)
		} else if err != nil {
			return "", err
		}
		if b == '\n' {
			return string(text), nil
		}
		if text = append(text, b); len(text) > most {
			return "", fmt.Errorf("byte %d: %s of more than %d bytes", at, what, most)
		}
	}
}

// Head is described at [Film].
func (f *y4mFilm) Head() FilmHead { return f.head }

// Next is described at [Film].
func (f *y4mFilm) Next() (*sim.Frame, float64, error) {
	if _, err := f.c.r.Peek(1); err == io.EOF {
		return nil, 0, io.EOF
	}
	err := f.read()
	if err != nil {
		err = fmt.Errorf("frame %d: %w", f.done, err)
	}
	f.done++
	return f.frame, 0, err
}

// read reads one frame.
func (f *y4mFilm) read() error {
	at := f.c.at
	line, err := f.line("the line FRAME", 1024)
	if err != nil {
		return err
	}
	if word, _, _ := strings.Cut(line, " "); word != "FRAME" {
		return fmt.Errorf("byte %d: a frame that begins with %s, want FRAME", at, shortened(line))
	}
	w, h := f.head.Width, f.head.Height
	if left, want := f.in.size-f.c.at, int64(w)*int64(h)+f.chroma; left < want {
		return fmt.Errorf("byte %d: %d bytes of a frame of %d: it is torn", f.c.at, left, want)
	}
	if err := f.in.spend(int64(w) * int64(h)); err != nil {
		return err
	}
	if f.frame == nil {
		f.frame, f.row = sim.NewFrame(w, h), make([]byte, w)
	}
	for y := range h {
		if err := f.c.fill(f.row, "a frame"); err != nil {
			return err
		}
		for x, v := range f.row {
			f.frame.Pix[y*w+x] = f.table[v]
		}
	}
	return f.c.skip(f.chroma, "a frame")
}
