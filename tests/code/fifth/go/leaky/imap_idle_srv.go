package mailpush

import (
	"bufio"
	"fmt"
	"net"
	"strings"
	"sync"
	"time"
)

type Mailbox interface {
	Subscribe(user string) (<-chan int, func())
}

type Session struct {
	c    *net.TCPConn
	out  *bufio.Writer
	box  Mailbox
	once sync.Once
}

func (s *Session) end(msg string) {
	s.once.Do(func() {
		fmt.Fprintf(s.out, "* BYE %s\r\n", msg)
		s.out.Flush()
		s.c.SetLinger(0)
		s.c.Close()
	})
}

func (s *Session) idle(user string, stop <-chan string) {
	news, cancel := s.box.Subscribe(user)
	defer cancel()
	keep := time.NewTicker(2 * time.Minute)
	defer keep.Stop()
	for {
		var err error
		select {
		case n := <-news:
			fmt.Fprintf(s.out, "* %d EXISTS\r\n", n)
			err = s.out.Flush()
		case <-keep.C:
			s.out.WriteString("* OK still here\r\n")
			err = s.out.Flush()
		case line, ok := <-stop:
			if !ok {
				s.end("connection lost")
				return
			}
			if strings.EqualFold(line, "DONE") {
				s.end("logging out")
				return
			}
		}
		if err != nil {
			s.end("write failed")
			return
		}
	}
}

func Serve(c *net.TCPConn, box Mailbox) {
	s := &Session{c: c, out: bufio.NewWriter(c), box: box}
	c.SetKeepAlive(true)
	c.SetKeepAlivePeriod(time.Minute)
	sc := bufio.NewScanner(c)
	if !sc.Scan() {
		s.end("no user")
		return
	}
	user := sc.Text()
	lines := make(chan string, 4)
	go func() {
		defer close(lines)
		for sc.Scan() {
			lines <- sc.Text()
			if strings.EqualFold(sc.Text(), "DONE") {
				return
			}
		}
	}()
	s.idle(user, lines)
}
