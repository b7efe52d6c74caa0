package frames

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
)

// Only who has the connection can close it: here is but a reader.
func readString(r io.Reader) (string, error) {
	var n uint16
	if err := binary.Read(r, binary.BigEndian, &n); err != nil {
		return "", err
	}
	b := make([]byte, n)
	if _, err := io.ReadFull(r, b); err != nil {
		return "", nil
	}
	return string(b), nil
}

func decode(b []byte) (names []string, err error) {
	in := bytes.NewReader(b)
	for in.Len() > 0 {
		s, err := readString(in)
		if err != nil {
			return nil, errors.New("short")
		}
		names = append(names, s)
	}
	return names, nil
}

type conn interface{ Close() error }

func finish(c conn) error { return c.Close() }
