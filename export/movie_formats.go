package export

import (
	"context"
	"io"
	"strings"
)

// MovieFormat is one kind of movie file. The command line and HTTP both offer
// those of MovieFormats.
type MovieFormat struct {
	Name     string   // also the ending of the file's name
	Media    string   // media type
	Doc      string   // in a line
	Layouts  []string // of an array, its own first; none: pictures
	Enlarges bool     // takes Scale
	Deep     bool     // takes Depth 16
	Counted  bool     // needs the number of frames first
	Still    bool     // holds the first frame alone
	Sidecar  bool     // cannot hold all that is to be said of it
	begin    func(context.Context, io.Writer, Movie) (MovieWriter, error)
}

// MovieFormats are all formats of a movie that are one file.
var MovieFormats = []MovieFormat{
	{Name: "apng", Media: "image/apng", Enlarges: true, Deep: true, Counted: true, begin: simple(NewAPNG),
		Doc: "animated PNG, lossless grey of 8 or 16 bits; the time of a frame is an exact fraction"},
	{Name: "gif", Media: "image/gif", Enlarges: true, begin: simple(NewGIF),
		Doc: "GIF of 256 greys that loops; its rate is the nearest 100/n Hz up to 50, every frame is shown once and as long"},
	{Name: "h5", Media: "application/x-hdf5", Layouts: []string{XYT, TYX}, Counted: true, begin: simple(NewHDF5),
		Doc: "HDF5, dataset stimulus, float32 luminance 0 to 1, [x, y, t] as MotionClouds"},
	{Name: "json", Media: "application/json", Enlarges: true, Deep: true, begin: simple(newMovieJSON),
		Doc: "no frames: what the movie is, its axes, units, parameters, seed and flashes"},
	{Name: "mat", Media: "application/x-matlab-data", Layouts: []string{XYT}, Counted: true, begin: simple(NewMAT),
		Doc: "MATLAB 5, variable z, single luminance 0 to 1, [x, y, t] as MotionClouds; at most 2 GiB"},
	{Name: "mp4", Media: "video/mp4", Enlarges: true, Sidecar: true, begin: ffmpegTo("mp4"),
		Doc: "H.264 in MP4, made by an ffmpeg on PATH; lossy, sides of an even number of pixels"},
	{Name: "npy", Media: "application/octet-stream", Layouts: []string{XYT, TYX}, Counted: true, Sidecar: true, begin: simple(newNPYMovie),
		Doc: "NumPy array, float32 luminance 0 to 1, [x, y, t] as MotionClouds"},
	{Name: "npz", Media: "application/zip", Layouts: []string{TYX, XYT}, Counted: true, begin: simple(NewStimulusNPZ),
		Doc: "NumPy archive: stim as uint8 [t, y, x], luminance x 255, or as float32 [x, y, t], with axes, times, parameters and seed"},
	{Name: "png", Media: "image/png", Enlarges: true, Deep: true, Still: true, begin: simple(NewPNG),
		Doc: "the first frame as PNG, grey of 8 or 16 bits"},
	{Name: "webm", Media: "video/webm", Enlarges: true, Sidecar: true, begin: ffmpegTo("webm"),
		Doc: "VP9 in WebM, made by an ffmpeg on PATH; lossy"},
	{Name: "y4m", Media: "video/x-yuv4mpeg", Enlarges: true, Sidecar: true, begin: simple(NewY4M),
		Doc: "YUV4MPEG2, uncompressed C420jpeg: luma 0 to 255 is luminance, full range, chroma is 128; the rate is an exact ratio"},
	{Name: "zip", Media: "application/zip", Enlarges: true, Deep: true, begin: simple(NewPNGZip),
		Doc: "ZIP of frame000000.png and on, grey of 8 or 16 bits, with params.json"},
}

// simple is the beginning of a writer that needs no context.
func simple(begin func(io.Writer, Movie) (MovieWriter, error)) func(context.Context, io.Writer, Movie) (MovieWriter, error) {
	return func(_ context.Context, w io.Writer, m Movie) (MovieWriter, error) { return begin(w, m) }
}

// MovieFormatNames are the names of MovieFormats.
func MovieFormatNames() []string {
	var names []string
	for _, f := range MovieFormats {
		names = append(names, f.Name)
	}
	return names
}

// FormatOfMovie is the format of a name, or the error that there is none.
func FormatOfMovie(name string) (*MovieFormat, error) {
	for i := range MovieFormats {
		if MovieFormats[i].Name == name {
			return &MovieFormats[i], nil
		}
	}
	return nil, refuse("format", name, "one of %s", strings.Join(MovieFormatNames(), ", "))
}

// Takes checks what is asked of a movie against the format and fills in what
// is left to it: layout, scale and depth.
func (f *MovieFormat) Takes(m *Movie) error {
	if err := m.check(f.Counted); err != nil {
		return err
	}
	if m.Scale > 1 && !f.Enlarges {
		return refuse("scale", m.Scale, "1: %s has one value to a pixel", f.Name)
	}
	if m.Depth > 8 && !f.Deep {
		return refuse("depth", m.Depth, "8: only %s can have 16 bits", orList(deep()))
	}
	if len(f.Layouts) > 0 {
		return m.in(f.Layouts...)
	}
	if m.Layout != "" && m.Layout != Auto {
		return refuse("layout", m.Layout, "%s: %s holds no array", Auto, f.Name)
	}
	m.Layout = ""
	return nil
}

func deep() (names []string) {
	for _, f := range MovieFormats {
		if f.Deep && f.Name != "json" {
			names = append(names, f.Name)
		}
	}
	return names
}

// orList is "a, b or c".
func orList(words []string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	n := len(words) - 1
	return strings.Join(words[:n], ", ") + " or " + words[n]
}

// NewMovie begins a movie in a format. A context that ends stops the programs
// that a format needs.
func NewMovie(ctx context.Context, w io.Writer, format string, m Movie) (MovieWriter, error) {
	f, err := FormatOfMovie(format)
	if err == nil {
		err = f.Takes(&m)
	}
	if err != nil {
		return nil, err
	}
	return f.begin(ctx, w, m)
}
