package snapshot

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"time"
)

type Puller struct {
	Peer string
	Dir  string
}

// Pull fetches a database snapshot (40 GB or so) from the peer in the other
// region and renames it into place once the digest is right.
func (p *Puller) Pull(ctx context.Context, name string) (err error) {
	var d net.Dialer
	d.Timeout = 5 * time.Second
	conn, err := d.DialContext(ctx, "tcp", p.Peer)
	if err != nil {
		return err
	}
	defer conn.Close()
	if tc, ok := conn.(*net.TCPConn); ok {
		// small footprint on the replica
		if err := tc.SetReadBuffer(8 << 10); err != nil {
			return err
		}
	}
	done := make(chan struct{})
	defer close(done)
	go func() {
		select {
		case <-ctx.Done():
			conn.Close()
		case <-done:
		}
	}()

	conn.SetDeadline(time.Now().Add(30 * time.Second))
	if _, err = fmt.Fprintf(conn, "PULL %s\n", name); err != nil {
		return err
	}
	var size uint64
	if err = binary.Read(conn, binary.LittleEndian, &size); err != nil {
		return fmt.Errorf("snapshot: size: %w", err)
	}
	var want [sha256.Size]byte
	if _, err = io.ReadFull(conn, want[:]); err != nil {
		return fmt.Errorf("snapshot: digest: %w", err)
	}

	tmp, err := os.CreateTemp(p.Dir, name+".part-*")
	if err != nil {
		return err
	}
	defer func() {
		tmp.Close()
		if err != nil {
			os.Remove(tmp.Name())
		}
	}()
	h := sha256.New()
	buf := make([]byte, 1<<20)
	for left := size; left > 0; {
		conn.SetReadDeadline(time.Now().Add(30 * time.Second))
		n, rerr := conn.Read(buf[:min64(left, uint64(len(buf)))])
		h.Write(buf[:n])
		if _, err = tmp.Write(buf[:n]); err != nil {
			return err
		}
		left -= uint64(n)
		if rerr != nil && left > 0 {
			return fmt.Errorf("snapshot: %d bytes missing: %w", left, rerr)
		}
	}
	if string(h.Sum(nil)) != string(want[:]) {
		return fmt.Errorf("snapshot: digest differs, want %s", hex.EncodeToString(want[:]))
	}
	return os.Rename(tmp.Name(), filepath.Join(p.Dir, name))
}

func min64(a, b uint64) uint64 {
	if a < b {
		return a
	}
	return b
}
