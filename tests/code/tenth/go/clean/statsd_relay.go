package relay

import (
	"bufio"
	"context"
	"log"
	"net"
	"time"
)

// Relay forwards metric lines over a single TCP connection. It owns that
// connection; Push only ever touches the channel.
type Relay struct {
	addr  string
	lines chan []byte
	lost  int
}

func New(addr string) *Relay {
	return &Relay{addr: addr, lines: make(chan []byte, 10000)}
}

func (r *Relay) Push(b []byte) bool {
	select {
	case r.lines <- b:
		return true
	default:
		return false
	}
}

func (r *Relay) Run(ctx context.Context) {
	backoff := 200 * time.Millisecond
	for ctx.Err() == nil {
		conn, err := net.DialTimeout("tcp", r.addr, 3*time.Second)
		if err != nil {
			log.Printf("relay: %v, again in %s", err, backoff)
			select {
			case <-time.After(backoff):
			case <-ctx.Done():
			}
			if backoff < 20*time.Second {
				backoff *= 2
			}
			continue
		}
		backoff = 200 * time.Millisecond
		if err := r.drain(ctx, conn); err != nil {
			log.Printf("relay: connection lost: %v", err)
		}
	}
}

func (r *Relay) drain(ctx context.Context, conn net.Conn) (err error) {
	w := bufio.NewWriterSize(conn, 16<<10)
	gone := make(chan struct{})
	defer func() {
		if e := conn.Close(); err == nil {
			err = e
		}
		<-gone
	}()
	go func() {
		// the collector never sends anything, so a return here is the end of it
		defer close(gone)
		var one [1]byte
		_, _ = conn.Read(one[:])
	}()

	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			conn.SetWriteDeadline(time.Now().Add(2 * time.Second))
			return w.Flush()
		case <-gone:
			return nil
		case b := <-r.lines:
			conn.SetWriteDeadline(time.Now().Add(10 * time.Second))
			if _, err := w.Write(append(b, '\n')); err != nil {
				r.lost++
				return err
			}
		case <-tick.C:
			conn.SetWriteDeadline(time.Now().Add(10 * time.Second))
			if err := w.Flush(); err != nil {
				return err
			}
		}
	}
}
