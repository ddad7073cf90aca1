/** Words that heads of sheets use, in the office and in files from elsewhere. Compared without width, case, white and what stands in brackets. */
import type { SheetList } from './lists.ts';

const EVERYWHERE: Readonly<Record<string, readonly string[]>> = {
  id: ['编号', '系统标识', 'ID', 'guid', 'uid', 'uuid'],
  day: ['日期', '时间日期', '会议日期', '用餐日期', '用车日期', '日子', '天', 'date', 'day'],
  start: [
    '时间',
    '开始时间',
    '起始时间',
    '起',
    '开始',
    '起止时间',
    '时段',
    '始',
    'time',
    'start',
    'start time',
    'from',
    'begin',
    'begins',
    'starts',
    'at',
  ],
  end: ['结束时间', '终止时间', '截止时间', '止', '结束', '至', '终', 'end', 'end time', 'until', 'ends', 'to time'],
  length: ['时长', '时长分钟', '用时', '分钟', '历时', 'length', 'duration', 'minutes', 'min'],
  room: ['会场', '会议室', '教室', '场地', '会议地点', 'room', 'hall', 'venue', 'location'],
  place: ['地点', '用餐地点', '餐厅', '位置', 'place', 'venue', 'location', 'restaurant'],
  remarks: ['备注', '说明', '注', '其他', '注意事项', 'remarks', 'remark', 'notes', 'note', 'comment', 'comments'],
  who: ['负责', '负责人', '责任人', '人员', '执行人', 'who', 'responsible', 'owner', 'in charge'],
  vehicle: ['车辆', '车', '用车', '车号', '车牌', 'vehicle', 'car', 'bus'],
  equipment: ['设备', '设备需求', '器材', 'equipment'],
};

const OF: Readonly<Partial<Record<SheetList, Readonly<Record<string, readonly string[]>>>>> = {
  sessions: {
    'title.zh': ['中文题目', '中文标题', '中文名称', '场次中文', 'title zh', 'chinese title'],
    'title.en': ['英文题目', '英文标题', '英文名称', '场次英文', '英文', 'title en', 'english title'],
    subtitle: ['副标题', '副题', 'subtitle'],
    room: ['地点', 'place'],
    track: ['专题', '分会场', '板块', '主题', 'track', 'stream', 'topic'],
    chair: ['主持', '主持人', '会议主席', '召集人', 'chair', 'moderator', 'host', 'chairs'],
    speakers: ['报告人', '发言人', '演讲人', '主讲人', '主讲', '嘉宾', '讲者', 'speaker', 'speakers', 'presenter', 'presenters'],
    interpreters: ['译员', '翻译', '口译', 'interpreter', 'interpreters'],
    expected: ['报名', '预计', '人数', '预计人数', '报名人数', '规模', 'expected', 'number', 'attendance', 'pax'],
    type: ['类型', '形式', 'type', 'format'],
    language: ['语言', '工作语言', 'language'],
    abstract: ['摘要', '内容摘要', 'abstract'],
    description: ['详细说明', '内容说明', '简介', 'description'],
  },
  cues: {
    cue: ['环节', '流程', '内容', '事项', '议程', '步骤', 'cue', 'item', 'what', 'activity'],
    session: ['场次', '所属场次', 'session'],
  },
  rooms: {
    'name.zh': ['中文名称', '会场中文', 'chinese name'],
    'name.en': ['英文名称', '会场英文', 'english name'],
    capacity: ['容量', '容纳人数', '座位', '座位数', '人数', 'capacity', 'seats', 'size'],
  },
  tracks: { 'name.zh': ['中文名称', 'chinese name'], 'name.en': ['英文名称', 'english name'] },
  vehicles: {
    name: ['车辆', '车型', '车名', '名称', '车辆名称', 'vehicle', 'name', 'car', 'model'],
    plate: ['车牌', '车牌号', '号牌', '车号', 'plate', 'licence plate', 'license plate', 'number plate'],
    seats: ['座位', '座位数', '座', '核载', 'seats', 'capacity'],
    driver: ['司机', '驾驶员', '师傅', 'driver'],
    phone: ['司机电话', '电话', '手机', '联系电话', '手机号', 'phone', 'mobile', 'tel', 'driver phone'],
  },
  legs: {
    start: ['出发', '出发时间', '发车时间', '发车', 'departs', 'departure'],
    end: ['到达', '到达时间', '抵达时间', '抵达', 'arrives', 'arrival'],
    from: ['起点', '出发地', '上车地点', '出发地点', '始发地', 'from', 'pick up', 'pickup', 'origin'],
    to: ['终点', '目的地', '到达地', '下车地点', '到达地点', 'to', 'drop off', 'destination'],
    passengers: ['乘车人', '乘客', '乘车人员', '乘车名单', '接送对象', 'passengers', 'passenger', 'riders'],
    count: ['人数', '乘车人数', 'number', 'count', 'pax', 'people'],
  },
  meals: {
    kind: ['餐别', '餐次', '用餐', '类型', '餐', 'meal', 'kind', 'type'],
    standard: ['标准', '餐标', '每人标准', '用餐标准', '人均', 'standard', 'per head', 'price per person'],
    numbers: ['人数', '用餐人数', '就餐人数', 'number', 'numbers', 'count', 'pax', 'people', 'covers'],
    otherDiets: ['其他要求', '饮食要求', '特殊饮食', '忌口', 'other diets', 'diets', 'dietary'],
  },
  shifts: {
    post: ['岗位', '职责', '任务', '工作', 'post', 'position', 'duty', 'task'],
    person: ['值守人', '姓名', '人员', '志愿者', '工作人员', '值班人', 'who', 'name', 'person', 'volunteer', 'staff'],
    place: ['其他地点', '地点'],
  },
  lines: {
    item: ['项目', '名称', '事项', '内容', '明细', '科目', '支出项目', 'item', 'what', 'line', 'description'],
    category: ['类别', '分类', '类型', '科目类别', 'category', 'type'],
    planned: ['计划', '预算', '预算金额', '计划金额', '金额', '概算', 'planned', 'budget', 'plan', 'amount', 'estimate'],
    actual: ['实际', '决算', '实际金额', '实际支出', '实付', '支出', 'actual', 'spent', 'paid'],
  },
  people: {
    name: ['姓名', '名字', '中文名', '中文姓名', '参会人', '嘉宾', '人员', 'name', 'full name', 'chinese name', 'participant'],
    latinName: ['拉丁字母姓名', '英文名', '英文姓名', '外文姓名', '外文名', '拼音', 'english name', 'latin name', 'passport name'],
    organisation: [
      '单位',
      '工作单位',
      '学校',
      '机构',
      '所在单位',
      '部门',
      'organisation',
      'organization',
      'affiliation',
      'institution',
      'company',
      'university',
    ],
    region: ['国家', '国家地区', '国别', '国籍', '地区', '国家或地区', 'country', 'region', 'country or region', 'country/region'],
    role: ['身份', '角色', '类别', '参会身份', 'role', 'category', 'type'],
    email: ['电子邮箱', '邮箱', '电子邮件', '邮件', 'e-mail', 'email', 'mail'],
  },
};

/** A head that names a text which has a column a language: the values tell which it is. */
const EITHER: Readonly<Partial<Record<SheetList, { field: string; words: readonly string[] }>>> = {
  sessions: {
    field: 'title',
    words: [
      '场次',
      '标题',
      '题目',
      '名称',
      '内容',
      '会议内容',
      '议题',
      '活动',
      '活动内容',
      '议程',
      '报告题目',
      '会议',
      'session',
      'title',
      'event',
      'activity',
      'programme',
      'name',
    ],
  },
  rooms: { field: 'name', words: ['会场', '会议室', '名称', '会场名称', '场地', '教室', 'room', 'name', 'hall', 'venue'] },
  tracks: { field: 'name', words: ['专题', '名称', '板块', 'track', 'name', 'topic'] },
};

/** What a list says of a column stands before what all say of it. */
export const aliasesOf = (root: SheetList, column: string): readonly string[] => [
  ...(OF[root]?.[column] ?? []),
  ...(EVERYWHERE[column] ?? []),
];

export const eitherLanguage = (root: SheetList): { field: string; words: readonly string[] } | null => EITHER[root] ?? null;
