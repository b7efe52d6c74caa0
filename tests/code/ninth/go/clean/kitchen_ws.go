package kitchen

import (
	"log"
	"net/http"
	"sync"
	"time"

	"github.com/gorilla/websocket"
)

// Screens in the kitchen show open orders.
type screen struct {
	ws   *websocket.Conn
	out  chan []byte
	once sync.Once
	done chan struct{}
}

func (s *screen) end() {
	s.once.Do(func() {
		close(s.done)
		s.ws.Close()
	})
}

type Kitchen struct {
	mu      sync.Mutex
	screens map[*screen]bool
}

var upgrader = websocket.Upgrader{HandshakeTimeout: 5 * time.Second}

func (k *Kitchen) Handler(w http.ResponseWriter, r *http.Request) {
	ws, err := upgrader.Upgrade(w, r, nil)
	if err != nil {
		log.Print("upgrade: ", err)
		return
	}
	s := &screen{ws: ws, out: make(chan []byte, 64), done: make(chan struct{})}
	k.mu.Lock()
	k.screens[s] = true
	k.mu.Unlock()
	defer func() {
		k.mu.Lock()
		delete(k.screens, s)
		k.mu.Unlock()
		s.end()
	}()
	go s.pump()

	alive := func(string) error { return ws.SetReadDeadline(time.Now().Add(40 * time.Second)) }
	alive("")
	ws.SetReadLimit(512)
	ws.SetPongHandler(alive)
	for {
		if _, _, err := ws.NextReader(); err != nil {
			return
		}
	}
}

func (s *screen) pump() {
	defer s.end()
	ping := time.NewTicker(15 * time.Second)
	defer ping.Stop()
	for {
		var err error
		select {
		case <-s.done:
			return
		case m := <-s.out:
			s.ws.SetWriteDeadline(time.Now().Add(5 * time.Second))
			err = s.ws.WriteMessage(websocket.TextMessage, m)
		case <-ping.C:
			err = s.ws.WriteControl(websocket.PingMessage, nil, time.Now().Add(5*time.Second))
		}
		if err != nil {
			return
		}
	}
}

func (k *Kitchen) Order(m []byte) {
	k.mu.Lock()
	defer k.mu.Unlock()
	for s := range k.screens {
		select {
		case s.out <- m:
		default:
			go s.end() // hopelessly behind; reloads by itself
		}
	}
}
