package cache

import (
	"bufio"
	"fmt"
	"net"
)

type Pool struct{ idle chan net.Conn }

func (p *Pool) get() net.Conn  { return <-p.idle }
func (p *Pool) put(c net.Conn) { p.idle <- c }

func (p *Pool) Ping() error {
	c := p.get()
	if _, err := fmt.Fprintf(c, "PING\r\n"); err != nil {
		return err // expect: close-wait-leak
	}
	line, err := bufio.NewReader(c).ReadString('\n')
	if err != nil {
		c.Close()
		return err
	}
	p.put(c)
	if line != "PONG\r\n" {
		return fmt.Errorf("odd answer %q", line)
	}
	return nil
}
