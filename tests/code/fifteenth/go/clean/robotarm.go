package robotarm

import (
	"bufio"
	"context"
	"fmt"
	"log"
	"net"
	"time"
)

// Arm has one writer and one reader; whichever ends first takes the other down.
type Arm struct {
	conn net.Conn
	cmds chan string
	pos  chan<- string
}

func Dial(ctx context.Context, addr string, pos chan<- string) (*Arm, error) {
	var d net.Dialer
	dctx, cancel := context.WithTimeout(ctx, 3*time.Second)
	defer cancel()
	c, err := d.DialContext(dctx, "tcp", addr)
	if err != nil {
		return nil, fmt.Errorf("arm %s: %w", addr, err)
	}
	return &Arm{conn: c, cmds: make(chan string, 8), pos: pos}, nil
}

func (a *Arm) Run(parent context.Context) {
	ctx, cancel := context.WithCancel(parent)
	defer a.conn.Close()

	go func() {
		defer cancel()
		sc := bufio.NewScanner(a.conn)
		for {
			a.conn.SetReadDeadline(time.Now().Add(20 * time.Second)) // position comes each second
			if !sc.Scan() {
				log.Printf("arm: input ended: %v", sc.Err())
				return
			}
			select {
			case a.pos <- sc.Text():
			case <-ctx.Done():
				return
			}
		}
	}()

	for {
		select {
		case <-ctx.Done():
			return
		case cmd := <-a.cmds:
			a.conn.SetWriteDeadline(time.Now().Add(2 * time.Second))
			if _, err := fmt.Fprintf(a.conn, "%s\r\n", cmd); err != nil {
				log.Printf("arm: %v", err)
				cancel()
				return
			}
		}
	}
}
