package dashboard

import (
	"log"
	"net/http"
	"time"

	"github.com/gorilla/websocket"
)

const (
	pongWait   = 60 * time.Second
	pingPeriod = 50 * time.Second
	writeWait  = 10 * time.Second
)

var upgrader = websocket.Upgrader{ReadBufferSize: 1024, WriteBufferSize: 4096}

type viewer struct {
	hub  *Hub
	ws   *websocket.Conn
	send chan []byte
}

type Hub struct {
	join, leave chan *viewer
	feed        chan []byte
}

func NewHub() *Hub {
	h := &Hub{make(chan *viewer), make(chan *viewer), make(chan []byte, 64)}
	go h.loop()
	return h
}

func (h *Hub) Publish(b []byte) { h.feed <- b }

func (h *Hub) loop() {
	viewers := map[*viewer]bool{}
	for {
		select {
		case v := <-h.join:
			viewers[v] = true
		case v := <-h.leave:
			if viewers[v] {
				delete(viewers, v)
				close(v.send)
			}
		case b := <-h.feed:
			for v := range viewers {
				select {
				case v.send <- b:
				default:
				}
			}
		}
	}
}

func (v *viewer) reader() {
	v.ws.SetReadLimit(512)
	v.ws.SetReadDeadline(time.Now().Add(pongWait))
	v.ws.SetPongHandler(func(string) error {
		return v.ws.SetReadDeadline(time.Now().Add(pongWait))
	})
	for {
		if _, _, err := v.ws.ReadMessage(); err != nil {
			log.Printf("viewer %s: %v", v.ws.RemoteAddr(), err)
			v.hub.leave <- v
			return
		}
	}
}

func (v *viewer) writer() {
	tick := time.NewTicker(pingPeriod)
	defer tick.Stop()
	for {
		select {
		case b, ok := <-v.send:
			if !ok {
				return
			}
			v.ws.SetWriteDeadline(time.Now().Add(writeWait))
			if err := v.ws.WriteMessage(websocket.TextMessage, b); err != nil {
				v.ws.Close()
				return
			}
		case <-tick.C:
			if err := v.ws.WriteControl(websocket.PingMessage, nil, time.Now().Add(writeWait)); err != nil {
				v.ws.Close()
				return
			}
		}
	}
}

func (h *Hub) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	ws, err := upgrader.Upgrade(w, r, nil)
	if err != nil {
		return
	}
	v := &viewer{hub: h, ws: ws, send: make(chan []byte, 32)}
	h.join <- v
	go v.writer()
	go v.reader()
}
