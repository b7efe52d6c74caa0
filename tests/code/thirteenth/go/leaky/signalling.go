package signalling

import (
	"bufio"
	"fmt"
	"net"
	"strings"
	"sync"
	"time"
)

// Interlocking is the line to the signal box simulator used by the training centre.
type Interlocking struct {
	mu sync.Mutex
	c  net.Conn
	r  *bufio.Reader
}

func Open(addr string) (*Interlocking, error) {
	c, err := net.DialTimeout("tcp", addr, 5*time.Second)
	if err != nil {
		return nil, err
	}
	return &Interlocking{c: c, r: bufio.NewReader(c)}, nil
}

func (i *Interlocking) Close() error { return i.c.Close() }

func (i *Interlocking) call(format string, args ...any) (string, error) {
	i.mu.Lock()
	defer i.mu.Unlock()
	if _, err := fmt.Fprintf(i.c, format+"\n", args...); err != nil {
		return "", err
	}
	line, err := i.r.ReadString('\n')
	if err != nil {
		return "", err
	}
	line = strings.TrimSpace(line)
	if !strings.HasPrefix(line, "+") {
		return "", fmt.Errorf("interlocking: %s", line)
	}
	return line[1:], nil
}

// SetRoute locks a route from signal to signal.
func (i *Interlocking) SetRoute(from, to string) error {
	_, err := i.call("ROUTE %s %s", from, to)
	return err
}

func (i *Interlocking) Aspect(signal string) (string, error) {
	return i.call("ASPECT %s", signal)
}
