package mirror

import (
	"context"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"time"
)

// Puller copies film masters from the archive in Tromsø to the cutting rooms (40 ms away, 1 Gbit/s).
type Puller struct {
	Archive string
	Dir     string
	dialer  net.Dialer
}

type idleReader struct {
	c    net.Conn
	idle time.Duration
}

func (r idleReader) Read(p []byte) (int, error) {
	if err := r.c.SetReadDeadline(time.Now().Add(r.idle)); err != nil {
		return 0, err
	}
	return r.c.Read(p)
}

func (p *Puller) Pull(ctx context.Context, reel string) (n int64, err error) {
	ctx, cancel := context.WithTimeout(ctx, 2*time.Hour)
	defer cancel()

	conn, err := p.dialer.DialContext(ctx, "tcp", p.Archive)
	if err != nil {
		return 0, fmt.Errorf("archive: %w", err)
	}
	defer conn.Close()
	stop := context.AfterFunc(ctx, func() { conn.Close() })
	defer stop()

	if tc, ok := conn.(*net.TCPConn); ok {
		// memory is tight on the cutting room boxes
		if err := tc.SetReadBuffer(16 * 1024); err != nil {
			return 0, err
		}
	}
	if _, err := fmt.Fprintf(conn, "GET %s\n", reel); err != nil {
		return 0, err
	}

	tmp, err := os.CreateTemp(p.Dir, ".pull-*")
	if err != nil {
		return 0, err
	}
	defer os.Remove(tmp.Name())
	defer tmp.Close()

	started := time.Now()
	n, err = io.Copy(tmp, idleReader{conn, 45 * time.Second})
	if err != nil {
		return n, fmt.Errorf("reel %s after %d bytes: %w", reel, n, err)
	}
	if err := tmp.Sync(); err != nil {
		return n, err
	}
	fmt.Printf("%s: %.1f MB/s\n", reel, float64(n)/1e6/time.Since(started).Seconds())
	return n, os.Rename(tmp.Name(), filepath.Join(p.Dir, reel))
}
