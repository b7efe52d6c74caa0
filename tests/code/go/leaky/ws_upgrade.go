package ws

import (
	"log"
	"net/http"

	"github.com/gorilla/websocket"
)

var up = websocket.Upgrader{}

func handler(w http.ResponseWriter, r *http.Request) {
	conn, err := up.Upgrade(w, r, nil)
	if err != nil {
		return
	}
	for {
		_, msg, err := conn.ReadMessage()
		if err != nil { // expect: close-wait-leak
			log.Println("read:", err)
			break
		}
		conn.WriteMessage(websocket.TextMessage, msg)
	}
}
