package intake

import (
	"encoding/json"
	"errors"
	"io"
	"log"
	"net"
	"time"
)

type Parcel struct {
	Barcode string `json:"barcode"`
	Chute   int    `json:"chute"`
}

// lane owns the connection handed to it.
type lane struct {
	sock net.Conn
	dec  *json.Decoder
	to   chan<- Parcel
	quit <-chan struct{}
}

func (l *lane) run() {
	defer l.sock.Close()
	for {
		l.sock.SetReadDeadline(time.Now().Add(5 * time.Minute))
		var p Parcel
		if err := l.dec.Decode(&p); err != nil {
			log.Printf("lane %s ends: %v", l.sock.RemoteAddr(), err)
			return
		}
		select {
		case l.to <- p:
		case <-l.quit:
			return
		}
	}
}

// Intake accepts the scanners of one hall and starts at most max lanes.
type Intake struct {
	ln    net.Listener
	lanes chan *lane
	quit  chan struct{}
}

func Start(ln net.Listener, max int, to chan<- Parcel) *Intake {
	in := &Intake{ln: ln, lanes: make(chan *lane, max), quit: make(chan struct{})}
	for i := 0; i < max; i++ {
		go func() {
			for {
				select {
				case l := <-in.lanes:
					l.run()
				case <-in.quit:
					in.empty()
					return
				}
			}
		}()
	}
	go in.accept(to)
	return in
}

func (in *Intake) empty() {
	for {
		select {
		case l := <-in.lanes:
			l.sock.Close()
		default:
			return
		}
	}
}

func (in *Intake) accept(to chan<- Parcel) {
	for {
		c, err := in.ln.Accept()
		if err != nil {
			if !errors.Is(err, net.ErrClosed) {
				time.Sleep(50 * time.Millisecond)
				continue
			}
			in.empty()
			return
		}
		select {
		case in.lanes <- &lane{c, json.NewDecoder(c), to, in.quit}:
		default:
			log.Printf("hall is full, sending %s away", c.RemoteAddr())
			go sendAway(c.(*net.TCPConn))
		}
	}
}

func sendAway(c *net.TCPConn) {
	defer c.Close()
	c.SetDeadline(time.Now().Add(3 * time.Second))
	if c.CloseWrite() == nil {
		io.Copy(io.Discard, io.LimitReader(c, 1<<20))
	}
}

func (in *Intake) Stop() error {
	close(in.quit)
	return in.ln.Close()
}
