package blob

import (
	"encoding/binary"
	"fmt"
	"io"
	"log"
	"net"
	"os"
	"path/filepath"
	"time"
)

const limit = 64 << 20

type Gate struct{ Dir string }

// Handle takes one blob: u64 size, data; the answer is one line.
func (g Gate) Handle(c *net.TCPConn) {
	defer c.Close()
	c.SetDeadline(time.Now().Add(10 * time.Minute))
	name, err := g.store(c)
	if err != nil {
		log.Printf("blob from %v: %v", c.RemoteAddr(), err)
		fmt.Fprintf(c, "ERR %v\n", err)
		// the sender may still be pushing: let it read the line before we hang up
		c.CloseWrite()
		c.SetReadDeadline(time.Now().Add(5 * time.Second))
		io.Copy(io.Discard, c)
		return
	}
	fmt.Fprintf(c, "OK %s\n", name)
}

func (g Gate) store(r io.Reader) (name string, err error) {
	var size uint64
	if err := binary.Read(r, binary.BigEndian, &size); err != nil {
		return "", err
	}
	if size == 0 || size > limit {
		return "", fmt.Errorf("size %d not accepted", size)
	}
	f, err := os.CreateTemp(g.Dir, "blob-")
	if err != nil {
		return "", err
	}
	defer func() {
		if cerr := f.Close(); err == nil {
			err = cerr
		}
		if err != nil {
			os.Remove(f.Name())
		}
	}()
	if _, err := io.CopyN(f, r, int64(size)); err != nil {
		return "", err
	}
	return filepath.Base(f.Name()), nil
}
