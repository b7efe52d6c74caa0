package feed

import (
	"encoding/binary"
	"fmt"
	"io"
	"net"
	"os"
	"time"
)

// Pusher sends the evening's catalogue to the branch tills.
type Pusher struct {
	Timeout time.Duration
	Logf    func(string, ...any)
}

func (p *Pusher) Push(till, path string) (err error) {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	fi, err := f.Stat()
	if err != nil {
		return err
	}

	c, err := net.DialTimeout("tcp", till, p.Timeout)
	if err != nil {
		return err
	}
	defer c.Close()
	tc := c.(*net.TCPConn)
	// thousands of tills per night, keep the TIME_WAITs down
	if err := tc.SetLinger(0); err != nil {
		return err
	}

	hdr := make([]byte, 12)
	copy(hdr, "CAT1")
	binary.BigEndian.PutUint64(hdr[4:], uint64(fi.Size()))
	c.SetDeadline(time.Now().Add(p.Timeout))
	if _, err := c.Write(hdr); err != nil {
		return fmt.Errorf("%s: header: %w", till, err)
	}
	c.SetDeadline(time.Now().Add(10 * time.Minute))
	n, err := io.Copy(c, f)
	if err != nil {
		return fmt.Errorf("%s: after %d bytes: %w", till, n, err)
	}
	p.Logf("%s: %d bytes", till, n)
	return nil
}

func (p *Pusher) All(tills []string, path string) (failed []string) {
	for _, t := range tills {
		if err := p.Push(t, path); err != nil {
			p.Logf("push: %v", err)
			failed = append(failed, t)
		}
	}
	return failed
}
