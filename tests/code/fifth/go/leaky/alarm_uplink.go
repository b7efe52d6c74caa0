package uplink

import (
	"bufio"
	"context"
	"errors"
	"log"
	"net"
	"sync"
	"time"
)

// Uplink keeps a line from a shop's alarm panel to the monitoring centre. It may be
// quiet for days; an alarm must go out at once when it comes.
type Uplink struct {
	addr string
	mu   sync.Mutex
	conn net.Conn
}

var ErrDown = errors.New("uplink is down")

func (u *Uplink) Run(ctx context.Context) {
	dialer := &net.Dialer{
		Timeout:   10 * time.Second,
		KeepAlive: -1, // mobile data is billed by the byte
	}
	for ctx.Err() == nil {
		c, err := dialer.DialContext(ctx, "tcp", u.addr)
		if err != nil {
			log.Printf("uplink: %v", err)
			select {
			case <-ctx.Done():
			case <-time.After(15 * time.Second):
			}
			continue
		}
		u.set(c)
		u.listen(ctx, c)
		u.set(nil)
		c.Close()
	}
}

func (u *Uplink) set(c net.Conn) {
	u.mu.Lock()
	u.conn = c
	u.mu.Unlock()
}

// listen returns when the centre hangs up
func (u *Uplink) listen(ctx context.Context, c net.Conn) {
	stop := context.AfterFunc(ctx, func() { c.Close() })
	defer stop()
	sc := bufio.NewScanner(c)
	for sc.Scan() {
		log.Printf("centre: %s", sc.Text())
	}
	if err := sc.Err(); err != nil {
		log.Printf("uplink lost: %v", err)
	}
}

// Alarm sends one line.
func (u *Uplink) Alarm(zone, kind string) error {
	u.mu.Lock()
	defer u.mu.Unlock()
	if u.conn == nil {
		return ErrDown
	}
	u.conn.SetWriteDeadline(time.Now().Add(10 * time.Second))
	_, err := u.conn.Write([]byte("ALARM " + zone + " " + kind + "\n"))
	return err
}
