import { Kafka } from 'kafkajs';
const kafka = new Kafka({ brokers: ['k1:9092'] });
export async function lag(group: string): Promise<number> {
  const admin = kafka.admin();
  await admin.connect();
  const desc = await admin.describeGroups([group]);
  if (desc.groups[0].state === 'Dead') return -1; // expect: close-wait-leak
  const offs = await admin.fetchOffsets({ groupId: group });
  await admin.disconnect();
  return offs.length;
}
