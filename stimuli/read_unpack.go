package stimuli

import (
	"compress/flate"
	"compress/zlib"
	"errors"
	"io"
	"strings"
)

// unpackError puts an error of a decompressor into plain words.
func unpackError(err error) error {
	var corrupt flate.CorruptInputError
	switch {
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return errors.New("the packed data end too early")
	case errors.As(err, &corrupt), errors.Is(err, zlib.ErrHeader), errors.Is(err, zlib.ErrDictionary), strings.HasPrefix(err.Error(), "lzw:"):
		return errors.New("the packed data are damaged")
	case errors.Is(err, zlib.ErrChecksum):
		return errors.New("the unpacked data do not fit their check sum")
	}
	return err
}

// unzlib returns a reader of zlib data, old once more if it is not nil.
func unzlib(old io.ReadCloser, src io.Reader) (io.ReadCloser, error) {
	if old != nil {
		return old, old.(zlib.Resetter).Reset(src, nil)
	}
	return zlib.NewReader(src)
}
