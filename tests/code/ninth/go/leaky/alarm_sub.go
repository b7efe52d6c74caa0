package alarms

import (
	"bufio"
	"context"
	"fmt"
	"log"
	"net"
	"strings"
	"time"
)

// Alarm lines look like "FIRE 3 Hall B". Weeks may pass without one.
type Alarm struct {
	Kind, Where string
	Level       int
}

type Subscriber struct {
	Addr string
	Site string
	Out  chan<- Alarm
}

func (s *Subscriber) session(ctx context.Context) error {
	d := &net.Dialer{
		Timeout:   10 * time.Second,
		KeepAlive: -1, // LTE volume is billed
	}
	c, err := d.DialContext(ctx, "tcp", s.Addr)
	if err != nil {
		return err
	}
	defer c.Close()
	stop := context.AfterFunc(ctx, func() { c.Close() })
	defer stop()

	if _, err := fmt.Fprintf(c, "SUBSCRIBE %s\n", s.Site); err != nil {
		return err
	}
	sc := bufio.NewScanner(c)
	for sc.Scan() {
		f := strings.SplitN(sc.Text(), " ", 3)
		if len(f) != 3 {
			log.Printf("alarms: odd line %q", sc.Text())
			continue
		}
		a := Alarm{Kind: f[0], Where: f[2]}
		fmt.Sscan(f[1], &a.Level)
		s.Out <- a
	}
	return sc.Err()
}

// Run stays subscribed until ctx ends.
func (s *Subscriber) Run(ctx context.Context) {
	pause := time.Second
	for ctx.Err() == nil {
		began := time.Now()
		err := s.session(ctx)
		log.Printf("alarms: session ended: %v", err)
		if time.Since(began) > time.Minute {
			pause = time.Second
		}
		select {
		case <-ctx.Done():
		case <-time.After(pause):
		}
		if pause *= 2; pause > time.Minute {
			pause = time.Minute
		}
	}
}
