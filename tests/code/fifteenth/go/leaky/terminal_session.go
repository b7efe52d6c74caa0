package pos

import (
	"bufio"
	"log"
	"net"
	"strings"
	"time"
)

// terminal is one card terminal at the till. The reader parses what the
// terminal says, the writer sends prompts.
type terminal struct {
	conn   net.Conn
	outbox chan string
	id     string
}

type router interface {
	Attach(id string, outbox chan<- string)
	Detach(id string)
	Handle(id, line string)
}

func startTerminal(conn net.Conn, r router) {
	t := &terminal{conn: conn, outbox: make(chan string, 16)}
	go t.writer()
	go t.reader(r)
}

func (t *terminal) reader(r router) {
	sc := bufio.NewScanner(t.conn)
	for {
		t.conn.SetReadDeadline(time.Now().Add(2 * time.Minute)) // terminals ping each 30 s
		if !sc.Scan() {
			break
		}
		line := strings.TrimSpace(sc.Text())
		if t.id == "" {
			t.id = line
			r.Attach(t.id, t.outbox)
			defer r.Detach(t.id)
			continue
		}
		r.Handle(t.id, line)
	}
	log.Printf("terminal %q: input ended: %v", t.id, sc.Err())
}

func (t *terminal) writer() {
	defer t.conn.Close()
	for msg := range t.outbox {
		t.conn.SetWriteDeadline(time.Now().Add(10 * time.Second))
		if _, err := t.conn.Write([]byte(msg + "\r\n")); err != nil {
			log.Printf("terminal %q: %v", t.id, err)
			return
		}
	}
}
