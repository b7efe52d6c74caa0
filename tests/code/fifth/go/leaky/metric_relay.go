package relay

import (
	"context"
	"fmt"
	"log"
	"net"
	"strings"
	"time"
)

type Sample struct {
	Path  string
	Value float64
	At    time.Time
}

// Relay drains samples of the build farm to carbon.
type Relay struct {
	Carbon string
	In     <-chan Sample
	Prefix string
}

func (r *Relay) Run(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case s, ok := <-r.In:
			if !ok {
				return
			}
			if err := r.ship(ctx, s); err != nil {
				log.Printf("relay: %s lost: %v", s.Path, err)
			}
		}
	}
}

func (r *Relay) format(s Sample) string {
	var b strings.Builder
	if r.Prefix != "" {
		b.WriteString(r.Prefix)
		b.WriteByte('.')
	}
	fmt.Fprintf(&b, "%s %g %d\n", strings.ReplaceAll(s.Path, " ", "_"), s.Value, s.At.Unix())
	return b.String()
}

func (r *Relay) ship(ctx context.Context, s Sample) error {
	d := net.Dialer{Timeout: 3 * time.Second}
	c, err := d.DialContext(ctx, "tcp", r.Carbon)
	if err != nil {
		return err
	}
	defer c.Close()
	if err := c.SetWriteDeadline(time.Now().Add(3 * time.Second)); err != nil {
		return err
	}
	_, err = c.Write([]byte(r.format(s)))
	return err
}
