package drone

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"net"
	"sync"
	"time"
)

// Link has two connections to a drone: commands, and the telemetry stream.
// Close ends both; it may be called more than once.
type Link struct {
	cmd  net.Conn
	tele net.Conn
	rd   *bufio.Reader

	once sync.Once
	err  error
}

// Connect returns a Link owned by the caller.
func Connect(ctx context.Context, host string) (*Link, error) {
	var d net.Dialer
	d.Timeout = 2 * time.Second

	cmd, err := d.DialContext(ctx, "tcp", net.JoinHostPort(host, "5760"))
	if err != nil {
		return nil, fmt.Errorf("command channel: %w", err)
	}
	tele, err := d.DialContext(ctx, "tcp", net.JoinHostPort(host, "5761"))
	if err != nil {
		cmd.Close()
		return nil, fmt.Errorf("telemetry: %w", err)
	}
	l := &Link{cmd: cmd, tele: tele, rd: bufio.NewReader(cmd)}
	if err := l.Do("HELLO"); err != nil {
		l.Close()
		return nil, err
	}
	return l, nil
}

func (l *Link) Close() error {
	l.once.Do(func() {
		l.err = l.cmd.Close()
		if err := l.tele.Close(); l.err == nil {
			l.err = err
		}
	})
	return l.err
}

func (l *Link) Do(verb string, args ...interface{}) error {
	l.cmd.SetDeadline(time.Now().Add(time.Second))
	if _, err := l.cmd.Write([]byte(verb + fmt.Sprintln(args...))); err != nil {
		return err
	}
	ans, err := l.rd.ReadString('\n')
	if err != nil {
		return err
	}
	if ans != "OK\n" {
		return fmt.Errorf("%s: drone says %q", verb, ans)
	}
	return nil
}

type Telemetry struct {
	Lat, Lon, Alt float64
	Battery       int
}

// Stream delivers telemetry until the drone is silent for 5 s or ctx ends.
func (l *Link) Stream(ctx context.Context, fn func(Telemetry)) error {
	stop := context.AfterFunc(ctx, func() { l.Close() })
	defer stop()
	dec := json.NewDecoder(l.tele)
	for {
		l.tele.SetReadDeadline(time.Now().Add(5 * time.Second))
		var t Telemetry
		if err := dec.Decode(&t); err != nil {
			return err
		}
		fn(t)
	}
}
