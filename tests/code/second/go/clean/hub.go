package chat

import (
	"bufio"
	"net"
)

type client struct {
	conn net.Conn
	out  chan string
}

type Hub struct {
	join  chan *client
	leave chan *client
	say   chan string
}

func NewHub() *Hub {
	h := &Hub{make(chan *client), make(chan *client), make(chan string, 64)}
	go h.run()
	return h
}

// run owns the clients: whoever leaves is closed here and nowhere else
func (h *Hub) run() {
	members := map[*client]bool{}
	for {
		select {
		case c := <-h.join:
			members[c] = true
		case c := <-h.leave:
			if members[c] {
				delete(members, c)
				close(c.out)
				c.conn.Close()
			}
		case m := <-h.say:
			for c := range members {
				select {
				case c.out <- m:
				default:
					delete(members, c)
					close(c.out)
					c.conn.Close()
				}
			}
		}
	}
}

func (h *Hub) Add(conn net.Conn) {
	c := &client{conn: conn, out: make(chan string, 16)}
	h.join <- c
	go func() {
		for m := range c.out {
			if _, err := conn.Write([]byte(m + "\n")); err != nil {
				h.leave <- c
				break
			}
		}
	}()
	go func() {
		sc := bufio.NewScanner(conn)
		for sc.Scan() {
			h.say <- sc.Text()
		}
		h.leave <- c
	}()
}
