package turnstile

import (
	"bufio"
	"io"
	"net"
	"time"
)

type gate struct {
	ln     net.Listener
	polite chan struct{}
}

// run has one connection at a time; the others are told why, or just sent away.
func (g *gate) run(in chan<- net.Conn) error {
	for {
		c, err := g.ln.Accept()
		if err != nil {
			return err
		}
		select {
		case in <- c:
			continue
		default:
		}
		select {
		case g.polite <- struct{}{}:
			go g.sorry(c)
		default:
			c.Close()
		}
	}
}

func (g *gate) sorry(c net.Conn) {
	defer func() { <-g.polite }()
	defer c.Close()
	c.SetDeadline(time.Now().Add(time.Second))
	io.WriteString(c, "full\n")
}

type answer struct {
	c   net.Conn
	err error
}

// dialInto hands over what it has dialled, unless nobody waits any more.
func dialInto(host string, to chan<- answer, over <-chan struct{}) {
	c, err := net.DialTimeout("tcp", host, 5*time.Second)
	select {
	case to <- answer{c, err}:
	case <-over:
		if c != nil {
			c.Close()
		}
	}
}

func echo(c net.Conn) {
	defer c.Close()
	lines, out := bufio.NewScanner(c), bufio.NewWriter(c)
	for {
		c.SetDeadline(time.Now().Add(time.Minute))
		if !lines.Scan() {
			return
		}
		out.WriteString(lines.Text() + "\n")
		if out.Flush() != nil {
			return
		}
	}
}

func Serve(ln net.Listener) {
	in := make(chan net.Conn)
	g := &gate{ln, make(chan struct{}, 8)}
	go g.run(in)
	for c := range in {
		go echo(c)
	}
}
