package alarms

import (
	"bufio"
	"context"
	"log"
	"net"
	"time"
)

// Feed follows the fire panel's event port. The panel speaks only when there
// is an alarm, which may be weeks apart.
type Feed struct {
	Panel   string
	OnEvent func(line string)
}

func (f *Feed) Run(ctx context.Context) {
	d := net.Dialer{
		Timeout:   10 * time.Second,
		KeepAlive: -1,
	}
	for ctx.Err() == nil {
		conn, err := d.DialContext(ctx, "tcp", f.Panel)
		if err != nil {
			log.Printf("panel %s: %v", f.Panel, err)
			select {
			case <-ctx.Done():
			case <-time.After(15 * time.Second):
			}
			continue
		}
		log.Printf("panel %s: subscribed", f.Panel)
		f.follow(ctx, conn)
	}
}

func (f *Feed) follow(ctx context.Context, conn net.Conn) {
	defer conn.Close()
	stop := context.AfterFunc(ctx, func() { conn.Close() })
	defer stop()

	sc := bufio.NewScanner(conn)
	for sc.Scan() {
		f.OnEvent(sc.Text())
	}
	if err := sc.Err(); err != nil && ctx.Err() == nil {
		log.Printf("panel %s: %v", f.Panel, err)
	}
	time.Sleep(time.Second)
}
