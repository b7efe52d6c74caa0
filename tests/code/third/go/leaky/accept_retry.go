package intake

import (
	"bufio"
	"errors"
	"log"
	"net"
	"time"
)

type Intake struct {
	ln    net.Listener
	lines chan<- string
}

func (in *Intake) Loop() {
	for {
		conn, err := in.ln.Accept()
		if err != nil {
			if errors.Is(err, net.ErrClosed) {
				return
			}
			log.Printf("intake: accept: %v", err)
			continue
		}
		go in.read(conn)
	}
}

func (in *Intake) read(conn net.Conn) {
	defer conn.Close()
	sc := bufio.NewScanner(conn)
	for {
		conn.SetReadDeadline(time.Now().Add(10 * time.Minute))
		if !sc.Scan() {
			break
		}
		in.lines <- sc.Text()
	}
	if err := sc.Err(); err != nil {
		log.Printf("intake: %v: %v", conn.RemoteAddr(), err)
	}
}
