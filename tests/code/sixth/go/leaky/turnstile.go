package turnstile

import (
	"bufio"
	"errors"
	"io"
	"log"
	"net"
	"strconv"
	"strings"
	"time"
)

type Checker interface {
	Admit(gate int, ticket string) (bool, error)
}

func handle(c *net.TCPConn, chk Checker) error {
	defer c.Close()
	c.SetDeadline(time.Now().Add(10 * time.Second))
	l, err := bufio.NewReader(c).ReadString('\n')
	if err != nil {
		if errors.Is(err, io.EOF) {
			return nil
		}
		return err
	}
	gate, ticket, _ := strings.Cut(strings.TrimSpace(l), " ")
	n, err := strconv.Atoi(gate)
	if err != nil {
		_, err = io.WriteString(c, "ERROR gate\n")
		return err
	}
	ok, err := chk.Admit(n, ticket)
	switch {
	case err != nil:
		_, err = io.WriteString(c, "ERROR try again\n")
	case ok:
		_, err = io.WriteString(c, "OPEN\n")
	default:
		_, err = io.WriteString(c, "CLOSED\n")
	}
	return err
}

// Serve answers the stadium's turnstiles, one question a connection.
func Serve(l *net.TCPListener, chk Checker) error {
	for {
		c, err := l.AcceptTCP()
		if err != nil {
			if errors.Is(err, net.ErrClosed) {
				return nil
			}
			log.Print(err)
			time.Sleep(20 * time.Millisecond)
			continue
		}
		// 60,000 people in 40 minutes, do not keep the kernel's memory for them
		c.SetLinger(0)
		go func() {
			if err := handle(c, chk); err != nil {
				log.Printf("%s: %v", c.RemoteAddr(), err)
			}
		}()
	}
}
