package replicate

import (
	"context"
	"fmt"
	"io"
	"net"
	"os"
	"time"
)

// Ship copies a finished WAL segment to the standby in Singapore.
type Shipper struct {
	Addr    string
	Timeout time.Duration
}

func (s Shipper) open(ctx context.Context) (*net.TCPConn, error) {
	d := net.Dialer{Timeout: 10 * time.Second, KeepAlive: 20 * time.Second}
	c, err := d.DialContext(ctx, "tcp", s.Addr)
	if err != nil {
		return nil, err
	}
	tc := c.(*net.TCPConn)
	if err := tc.SetWriteBuffer(4096); err != nil {
		tc.Close()
		return nil, err
	}
	return tc, nil
}

func (s Shipper) Ship(ctx context.Context, path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	st, err := f.Stat()
	if err != nil {
		return err
	}

	tc, err := s.open(ctx)
	if err != nil {
		return fmt.Errorf("standby: %w", err)
	}
	defer tc.Close()
	if err := tc.SetDeadline(time.Now().Add(s.Timeout)); err != nil {
		return err
	}
	if _, err := fmt.Fprintf(tc, "SEG %s %d\n", st.Name(), st.Size()); err != nil {
		return err
	}
	if _, err := io.Copy(tc, f); err != nil {
		return fmt.Errorf("segment %s: %w", st.Name(), err)
	}
	var ack [3]byte
	if _, err := io.ReadFull(tc, ack[:]); err != nil {
		return fmt.Errorf("segment %s: no ack: %w", st.Name(), err)
	}
	if string(ack[:]) != "OK\n" {
		return fmt.Errorf("segment %s refused", st.Name())
	}
	return nil
}
