package testsupport

import (
	"fmt"
	"testing"
	"time"

	"github.com/nats-io/nats.go"
)

// Responder answers requests on a subject with a fixed reply.
type Responder struct {
	nc   *nats.Conn
	sub  *nats.Subscription
	Seen chan string
}

func StartResponder(url, subject, reply string) (*Responder, error) {
	nc, err := nats.Connect(url,
		nats.Timeout(2*time.Second),
		nats.PingInterval(20*time.Second),
		nats.MaxReconnects(5),
		nats.Name("test responder"),
	)
	if err != nil {
		return nil, err
	}
	r := &Responder{nc: nc, Seen: make(chan string, 64)}
	r.sub, err = nc.Subscribe(subject, func(m *nats.Msg) {
		select {
		case r.Seen <- string(m.Data):
		default:
		}
		_ = m.Respond([]byte(reply))
	})
	if err != nil {
		return nil, fmt.Errorf("subscribe %q: %w", subject, err)
	}
	if err := nc.FlushTimeout(2 * time.Second); err != nil {
		nc.Close()
		return nil, err
	}
	return r, nil
}

func (r *Responder) Stop() {
	_ = r.sub.Unsubscribe()
	r.nc.Close()
}

// Respond starts a responder for the time of the test.
func Respond(t *testing.T, url, subject, reply string) *Responder {
	t.Helper()
	var last error
	for i := 0; i < 20; i++ {
		r, err := StartResponder(url, subject, reply)
		if err == nil {
			t.Cleanup(r.Stop)
			return r
		}
		last = err
		time.Sleep(250 * time.Millisecond)
	}
	t.Fatalf("no responder: %v", last)
	return nil
}
