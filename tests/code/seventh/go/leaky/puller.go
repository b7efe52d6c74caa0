package replicate

import (
	"bufio"
	"compress/gzip"
	"context"
	"fmt"
	"io"
	"net"
	"time"
)

// Puller copies snapshots (10-40 GB) from the Frankfurt site to the one in Virginia.
type Puller struct {
	Remote string
	Sink   func(name string) (io.WriteCloser, error)
}

func (p *Puller) Pull(ctx context.Context, name string) (int64, error) {
	d := net.Dialer{Timeout: 10 * time.Second, KeepAlive: 20 * time.Second}
	conn, err := d.DialContext(ctx, "tcp", p.Remote)
	if err != nil {
		return 0, err
	}
	defer conn.Close()
	stop := context.AfterFunc(ctx, func() { conn.Close() })
	defer stop()

	// the replica box is short of memory
	if err := conn.(*net.TCPConn).SetReadBuffer(16 << 10); err != nil {
		return 0, fmt.Errorf("tune: %w", err)
	}
	if _, err := io.WriteString(conn, "SNAP "+name+"\n"); err != nil {
		return 0, err
	}
	br := bufio.NewReaderSize(&deadlineReader{conn, time.Minute}, 256<<10)
	status, err := br.ReadString('\n')
	if err != nil {
		return 0, fmt.Errorf("status: %w", err)
	}
	if status != "OK\n" {
		return 0, fmt.Errorf("snapshot %s: %s", name, status)
	}
	zr, err := gzip.NewReader(br)
	if err != nil {
		return 0, err
	}
	defer zr.Close()
	w, err := p.Sink(name)
	if err != nil {
		return 0, err
	}
	n, err := io.Copy(w, zr)
	if cerr := w.Close(); err == nil {
		err = cerr
	}
	return n, err
}

type deadlineReader struct {
	c net.Conn
	d time.Duration
}

func (r *deadlineReader) Read(b []byte) (int, error) {
	if err := r.c.SetReadDeadline(time.Now().Add(r.d)); err != nil {
		return 0, err
	}
	return r.c.Read(b)
}
