package feed

import (
	"log"
	"net/http"
	"time"

	"github.com/gorilla/websocket"
)

const (
	pongWait = 60 * time.Second
	pingTick = 25 * time.Second
	sendWait = 5 * time.Second
)

var upgrader = websocket.Upgrader{}

type Source interface {
	Subscribe() (<-chan []byte, func())
}

// Handler pushes the arrivals board of one airport to the browser.
func Handler(src Source) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		ws, err := upgrader.Upgrade(w, r, nil)
		if err != nil {
			log.Println("feed:", err)
			return
		}
		updates, unsubscribe := src.Subscribe()
		defer unsubscribe()
		defer ws.Close()

		gone := make(chan struct{})
		go func() {
			defer close(gone)
			ws.SetReadLimit(512)
			ws.SetReadDeadline(time.Now().Add(pongWait))
			ws.SetPongHandler(func(string) error {
				return ws.SetReadDeadline(time.Now().Add(pongWait))
			})
			for {
				if _, _, err := ws.NextReader(); err != nil {
					return
				}
			}
		}()

		tick := time.NewTicker(pingTick)
		defer tick.Stop()
		for {
			select {
			case <-gone:
				return
			case msg, ok := <-updates:
				ws.SetWriteDeadline(time.Now().Add(sendWait))
				if !ok {
					ws.WriteMessage(websocket.CloseMessage, websocket.FormatCloseMessage(websocket.CloseGoingAway, ""))
					return
				}
				if err := ws.WriteMessage(websocket.TextMessage, msg); err != nil {
					return
				}
			case <-tick.C:
				if err := ws.WriteControl(websocket.PingMessage, nil, time.Now().Add(sendWait)); err != nil {
					return
				}
			}
		}
	}
}
