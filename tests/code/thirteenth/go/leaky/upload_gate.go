package ingest

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"os"
	"time"
)

const maxUpload = 200 << 20

var errTooLarge = errors.New("too large")

// Uploads of drone footage: 8 byte length, then the clip. Answer: one line.
// The drones write everything before they look at the answer.
func receive(c net.Conn, dir string) error {
	defer c.Close()
	c.SetDeadline(time.Now().Add(15 * time.Minute))

	var size uint64
	if err := binary.Read(c, binary.BigEndian, &size); err != nil {
		return err
	}
	if size > maxUpload {
		fmt.Fprintf(c, "ERR clip has %d bytes, limit is %d\n", size, maxUpload)
		return errTooLarge
	}
	f, err := os.CreateTemp(dir, "clip-*.part")
	if err != nil {
		return err
	}
	if _, err := io.CopyN(f, c, int64(size)); err != nil {
		f.Close()
		os.Remove(f.Name())
		return err
	}
	if err := f.Close(); err != nil {
		return err
	}
	_, err = fmt.Fprintf(c, "OK %s\n", f.Name())
	return err
}

func Serve(ln net.Listener, dir string) error {
	for {
		c, err := ln.Accept()
		if err != nil {
			return err
		}
		go func() {
			if err := receive(c, dir); err != nil {
				log.Printf("upload from %v: %v", c.RemoteAddr(), err)
			}
		}()
	}
}
