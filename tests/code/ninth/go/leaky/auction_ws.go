package auction

import (
	"encoding/json"
	"net/http"
	"time"

	"github.com/gorilla/websocket"
	"go.uber.org/zap"
)

const (
	pongWait   = 60 * time.Second
	pingPeriod = 50 * time.Second
	writeWait  = 10 * time.Second
)

type Bid struct {
	Lot    int   `json:"lot"`
	Amount int64 `json:"amount"`
}

type bidder struct {
	ws   *websocket.Conn
	send chan []byte
	room *Room
	log  *zap.Logger
}

type Room struct {
	bids  chan Bid
	join  chan *bidder
	leave chan *bidder
}

var up = websocket.Upgrader{ReadBufferSize: 1024, WriteBufferSize: 4096}

func (r *Room) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	ws, err := up.Upgrade(w, req, nil)
	if err != nil {
		return // Upgrade has answered already
	}
	b := &bidder{ws: ws, send: make(chan []byte, 32), room: r, log: zap.L()}
	r.join <- b
	go b.writer()
	b.reader()
}

func (b *bidder) reader() {
	defer func() {
		b.room.leave <- b
	}()
	b.ws.SetReadLimit(2048)
	b.ws.SetReadDeadline(time.Now().Add(pongWait))
	b.ws.SetPongHandler(func(string) error {
		return b.ws.SetReadDeadline(time.Now().Add(pongWait))
	})
	for {
		_, msg, err := b.ws.ReadMessage()
		if err != nil {
			b.log.Info("bidder away", zap.Error(err))
			return
		}
		var bid Bid
		if json.Unmarshal(msg, &bid) == nil {
			b.room.bids <- bid
		}
	}
}

// writer stops when the room closes the channel
func (b *bidder) writer() {
	t := time.NewTicker(pingPeriod)
	defer t.Stop()
	for {
		select {
		case msg, ok := <-b.send:
			if !ok {
				return
			}
			b.ws.SetWriteDeadline(time.Now().Add(writeWait))
			if err := b.ws.WriteMessage(websocket.TextMessage, msg); err != nil {
				return
			}
		case <-t.C:
			if err := b.ws.WriteControl(websocket.PingMessage, nil, time.Now().Add(writeWait)); err != nil {
				return
			}
		}
	}
}
