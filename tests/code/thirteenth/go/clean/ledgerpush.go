package ledger

import (
	"bufio"
	"context"
	"fmt"
	"net"
	"time"
)

type Entry struct {
	Account string
	Cents   int64
	Text    string
}

// Push sends the day's journal to the archive and waits for its count.
func Push(ctx context.Context, addr string, journal <-chan Entry) error {
	d := net.Dialer{Timeout: 10 * time.Second}
	conn, err := d.DialContext(ctx, "tcp", addr)
	if err != nil {
		return err
	}
	defer conn.Close()

	stop := make(chan struct{})
	defer close(stop)
	go func() {
		select {
		case <-ctx.Done():
			conn.SetDeadline(time.Now())
		case <-stop:
		}
	}()

	w := bufio.NewWriterSize(conn, 64<<10)
	sent := 0
	for e := range journal {
		if sent%5000 == 0 && ctx.Err() == nil {
			conn.SetWriteDeadline(time.Now().Add(time.Minute))
		}
		if _, err := fmt.Fprintf(w, "%s\t%d\t%q\n", e.Account, e.Cents, e.Text); err != nil {
			return fmt.Errorf("entry %d: %w", sent, err)
		}
		sent++
	}
	if _, err := fmt.Fprintf(w, ".\n"); err != nil {
		return err
	}
	if err := w.Flush(); err != nil {
		return err
	}
	conn.SetReadDeadline(time.Now().Add(2 * time.Minute))
	var stored int
	if _, err := fmt.Fscanf(bufio.NewReader(conn), "STORED %d\n", &stored); err != nil {
		return fmt.Errorf("no receipt: %w", err)
	}
	if stored != sent {
		return fmt.Errorf("sent %d, stored %d", sent, stored)
	}
	return nil
}
