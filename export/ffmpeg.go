package export

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"

	"striate/sim"
)

// ErrNoFFmpeg says that a format needs a program that is not here.
var ErrNoFFmpeg = errors.New("ffmpeg was not found on PATH, want it for mp4 and webm: install ffmpeg, or write .y4m, which any ffmpeg turns into either, or .apng")

// ffmpegMovie gives frames to an ffmpeg, which writes the file.
type ffmpegMovie struct {
	m       Movie
	cmd     *exec.Cmd
	frames  io.WriteCloser
	said    tail
	out     noted
	buf     []byte
	n       int
	stopped bool
}

// codecs are ffmpeg's options for each format. Fragments let MP4 be written
// without going back; into a file it is written whole, with its index first.
var codecs = map[string][]string{
	"mp4":  {"-c:v", "libx264", "-preset", "medium", "-crf", "10", "-f", "mp4"},
	"webm": {"-c:v", "libvpx-vp9", "-crf", "15", "-b:v", "0", "-deadline", "good", "-cpu-used", "4", "-row-mt", "1", "-f", "webm"},
}

// ffmpegTo begins MP4 (H.264) or WebM (VP9). Both are lossy. Luma is 16 + 219
// luminance, the range that players expect, and linear; the comment says what
// the movie is.
func ffmpegTo(format string) func(context.Context, io.Writer, Movie) (MovieWriter, error) {
	return func(ctx context.Context, w io.Writer, m Movie) (MovieWriter, error) {
		if err := m.check(false); err != nil {
			return nil, err
		}
		width, height := m.Width*m.Scale, m.Height*m.Scale
		if format == "mp4" && (width%2 != 0 || height%2 != 0) {
			return nil, refuse("size", fmt.Sprintf("%d x %d", width, height), "sides of an even number of pixels for mp4, as with scale 2")
		}
		program, err := exec.LookPath("ffmpeg")
		if err != nil {
			return nil, ErrNoFFmpeg
		}
		about := m.about(format)
		comment, err := about.line()
		if err != nil {
			return nil, err
		}
		num, den := Ratio(m.FPS, 1<<31-1)
		args := []string{"-hide_banner", "-nostdin", "-loglevel", "error",
			"-f", "rawvideo", "-pixel_format", "yuv420p", "-video_size", fmt.Sprintf("%dx%d", width, height), "-framerate", fmt.Sprintf("%d/%d", num, den),
			"-color_range", "tv", "-i", "pipe:0"}
		args = append(args, codecs[format]...)
		args = append(args, "-pix_fmt", "yuv420p", "-color_range", "tv", "-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc", "bt709",
			"-metadata", "title=stimulus", "-metadata", "comment="+string(comment))
		f := &ffmpegMovie{m: m, buf: yuvFrame("", m)}
		file, whole := regular(w)
		switch {
		case format == "mp4" && whole:
			args = append(args, "-movflags", "+faststart", "-y", "file:"+file.Name())
		case format == "mp4":
			args = append(args, "-movflags", "frag_keyframe+empty_moov+default_base_moof", "pipe:1")
		default:
			args = append(args, "pipe:1")
		}
		f.cmd = exec.CommandContext(ctx, program, args...)
		f.cmd.WaitDelay = 2e9 // 2 s for what reads its output to end
		f.cmd.Stderr = &f.said
		if !(format == "mp4" && whole) {
			f.out.w = w
			f.cmd.Stdout = &f.out
		}
		if f.frames, err = f.cmd.StdinPipe(); err != nil {
			return nil, err
		}
		if err := f.cmd.Start(); err != nil {
			return nil, fmt.Errorf("ffmpeg: %w", err)
		}
		return f, nil
	}
}

// regular is w as a file that can be written anew by its name.
func regular(w io.Writer) (*os.File, bool) {
	f, ok := w.(*os.File)
	if !ok {
		return nil, false
	}
	i, err := f.Stat()
	return f, err == nil && i.Mode().IsRegular()
}

// Add gives one frame.
func (f *ffmpegMovie) Add(frame *sim.Frame) error {
	if err := f.m.fits(frame); err != nil {
		return err
	}
	f.n++
	greyBytes(f.buf, frame, f.m.Scale, 16, 219)
	if _, err := f.frames.Write(f.buf); err != nil {
		return f.finish(err)
	}
	return nil
}

// Close waits until ffmpeg has written the rest.
func (f *ffmpegMovie) Close() error {
	if err := f.finish(nil); err != nil {
		return err
	}
	return some(f.n > 0)
}

// finish waits for ffmpeg; when it failed, what it said tells more than err.
func (f *ffmpegMovie) finish(err error) error {
	if f.stopped {
		return err
	}
	f.stopped = true
	_ = f.frames.Close()
	failed := f.cmd.Wait()
	if f.out.err != nil {
		return f.out.err
	}
	if said := strings.Join(strings.Fields(f.said.String()), " "); said != "" && failed != nil {
		return fmt.Errorf("ffmpeg: %s", said)
	}
	if failed != nil {
		return fmt.Errorf("ffmpeg: %w", failed)
	}
	return err
}

// abandon waits for an ffmpeg whose context has ended.
func (f *ffmpegMovie) abandon() { _ = f.finish(nil) }

// noted keeps the error of a writer, of which ffmpeg sees only that its output
// is closed.
type noted struct {
	w   io.Writer
	err error
}

func (n *noted) Write(b []byte) (int, error) {
	k, err := n.w.Write(b)
	if err != nil {
		n.err = err
	}
	return k, err
}

// tail keeps the last of what a program says.
type tail struct{ bytes.Buffer }

func (t *tail) Write(b []byte) (int, error) {
	const most = 2000
	t.Buffer.Write(b)
	if over := t.Len() - most; over > 0 {
		t.Next(over)
	}
	return len(b), nil
}
